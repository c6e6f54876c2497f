import { clients, ours } from '../clients/index.js';
import { measureCalls } from '../shared/calls.js';
import { startLoopback } from '../shared/processes.js';
import { resultTable } from '../shared/table.js';
import { deadline } from './one-call.js';
import { ratioOf, type Section } from './section.js';

export const loopback: Section = {
  title: 'One call to a loopback server',
  run: async ({ rounds }) => {
    const { baseUrl, stop } = await startLoopback();
    try {
      const alone = await measureCalls(clients, { calls: 500, inFlight: 1 }, rounds, baseUrl);
      const many = await measureCalls(clients, { calls: 500, inFlight: 50 }, rounds, baseUrl);
      return {
        markdown: `${note}
One after another:

${resultTable(unit, alone)}
50 in flight:

${resultTable(unit, many)}`,
        targets: [
          {
            what: 'one call to a loopback server, 50 in flight, × bare fetch',
            atMost: 1.1,
            measured: ratioOf(ours.name, many),
            reason: deadline,
          },
        ],
      };
    } finally {
      stop();
    }
  },
};

const unit = 'client CPU per call, µs';

const note = `The CPU time of the client's process; the server runs in a process of its own.
`;
