import { importCommand, withFile } from '../shared/import.js';
import { startLoopback } from '../shared/processes.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import type { Section } from './section.js';

const few = '1,000 rows';
const many = '100,000 rows';
const concurrency = 32;

export const memory: Section = {
  title: 'The memory of an import',
  run: async ({ slowRounds }) => {
    const { baseUrl, stop } = await startLoopback();
    const peakOf = (rows: number) => async () =>
      (await withFile(rows, baseUrl, importCommand(concurrency))).peakBytes / 1e6;
    const subjects = new Map([
      [few, peakOf(1000)],
      [many, peakOf(100_000)],
    ]);
    try {
      const results = await interleave(subjects, slowRounds, 0);
      const medianOf = (name: string): number =>
        results.find((result) => result.name === name)?.median ?? NaN;
      const measured = medianOf(many) - medianOf(few);
      return {
        markdown: `${note}\n${resultTable('peak, MB', results)}`,
        targets: [
          {
            what: 'peak memory at 100,000 rows, MB over that at 1,000',
            atMost: 60,
            measured,
            reason,
          },
        ],
      };
    } finally {
      stop();
    }
  },
};

const reason = `Nearly all of it is garbage that V8 does not collect yet: after a collection, 41 MB of
100,000 rows are in use. With \`node --max-old-space-size=70\`, the same import peaks at 147 MB.`;

const note = `The most memory that \`import\` held at a time (resident set size), ${concurrency} requests at a time.
`;
