import { importCommand, withFile } from '../shared/import.js';
import { apiKey } from '../shared/invite.js';
import { startLoopback } from '../shared/processes.js';
import { write } from '../shared/programs.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import { ratioOf, type Section } from './section.js';

const rows = 10_000;
const concurrency = 32;

export const wholeFile: Section = {
  title: 'A whole file',
  run: async ({ slowRounds }) => {
    const { baseUrl, stop } = await startLoopback();
    const loop = (file: string): string[] => [
      write('build/programs', `loop-${file}.js`, loopProgram(file, baseUrl)),
    ];
    const wallOf = (args: readonly string[]) => async () =>
      (await withFile(rows, baseUrl, args)).milliseconds;
    const subjects = new Map([
      ['loop over bare fetch', wallOf(loop('fetch'))],
      ['openai-invites import', wallOf(importCommand(concurrency))],
      ['loop over openai', wallOf(loop('openai'))],
    ]);
    try {
      const results = await interleave(subjects, slowRounds);
      const measured = ratioOf('openai-invites import', results);
      return {
        markdown: `${note}\n${resultTable('ms', results)}`,
        targets: [
          {
            what: '`import` of a file, time × a loop over bare fetch',
            atMost: 1,
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

const reason = `It is the cost of the calls: a loop over \`inviteUser\` takes as much CPU time as the import,
reading, checking and journal included (8.2 to 9.4 s and 8.4 to 9.0 s, three runs each).`;

const note = `The time on the clock for ${rows} rows, ${concurrency} requests at a time, of a whole process; the server runs in
a process of its own. \`import\` reads and checks a file, and keeps its journal on disk; the loops
have their rows in memory, check nothing, and write nothing down.
`;

/** The same number of invites, as many at a time. */
function loopProgram(file: string, baseUrl: string): string {
  return `import { connect } from '../clients/${file}.js';

const send = connect({ baseUrl: '${baseUrl}', apiKey: '${apiKey}', fetch });
let next = 0;
const work = async () => {
  while (next < ${rows}) await send({ email: \`user\${next++}@example.com\`, role: 'reader' });
};
await Promise.all(Array.from({ length: ${concurrency} }, work));
`;
}
