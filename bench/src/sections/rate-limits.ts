import { models, type Model } from '../limits/limits.js';
import { ours, senders } from '../limits/senders.js';
import { simulate, type Run } from '../limits/simulate.js';
import { table } from '../shared/table.js';
import type { Section } from './section.js';

export const rateLimits: Section = {
  title: 'An import under a rate limit',
  run: async () => {
    const lines: string[][] = [];
    const slower: number[] = [];
    for (const model of models) {
      const cells: string[] = [];
      for (const [name, send] of senders) {
        const run = await simulate(model, send);
        cells.push(describe(run, model));
        if (name === ours) slower.push(Math.max(1, run.minutes / model.least));
      }
      lines.push([model.name, String(model.rows), model.least.toFixed(1), ...cells]);
    }
    const measured = Math.exp(
      slower.reduce((sum, ratio) => sum + Math.log(ratio), 0) / slower.length,
    );
    return {
      markdown: `${note}\n${table(['the server lets through', 'rows', 'least', ...senders.keys()], lines)}`,
      targets: [
        { what: 'import under a rate limit, × the least time (mean)', atMost: 1.09, measured },
      ],
    };
  },
};

/** Shows no time if rows were lost, since it would mean little. */
function describe({ minutes, invited, refused }: Run, { rows }: Model): string {
  const lost = rows - invited;
  const end = lost > 0 ? `**${lost} rows lost**` : `${minutes.toFixed(1)} min`;
  return `${end}, ${refused} refused`;
}

const note = `How long it takes, in minutes, until everybody is invited, against servers that let so many requests
through; in simulated time, with 250 ms to each answer. _Least_ is the shortest time that the limit
allows. _Refused_ are the requests that were answered with 429. A loop goes on after an error, so the
rows that it gives up are lost. Every loop has four requests in flight; the rest is at its default.
None is told the limit, except p-throttle, through which all requests go, retries included. With two
limits, it is told the quicker one.
`;
