import { clients, ours } from '../clients/index.js';
import { measureCalls } from '../shared/calls.js';
import { resultTable } from '../shared/table.js';
import { ratioOf, type Section } from './section.js';

export const oneCall: Section = {
  title: 'One call, without a network',
  run: async ({ rounds }) => {
    const able = clients.filter(({ ownTransport }) => !ownTransport);
    const results = await measureCalls(able, { calls: 2000, inFlight: 1 }, rounds);
    return {
      markdown: `${note}\n${resultTable('CPU per call, µs', results)}`,
      targets: [
        {
          what: 'one call without a network, × bare fetch',
          atMost: 1.35,
          measured: ratioOf(ours.name, results),
          reason: deadline,
        },
      ],
    };
  },
};

/** Shared by both sections that measure single calls. */
export const deadline = `A signal for the deadline makes the \`Request\` that \`fetch\` builds more expensive than the target
allows. Compare \`bare fetch with a deadline\`, and \`openapi-fetch at its lightest, with a deadline\`,
which is the least that a client on openapi-fetch can cost.`;

const note = `The CPU time of one call after another. An injected \`fetch\` answers at once: it builds a \`Request\`
from what it is given, as every \`fetch\` must, and a new \`Response\`. It does not read the request's
body, which favours clients that hand over a \`Request\`: theirs is a stream, costly to read.
`;
