import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node } from '../shared/command.js';
import { apiKey } from '../shared/invite.js';
import { startLoopback } from '../shared/processes.js';
import { write } from '../shared/programs.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import { ratioOf, type Section } from './section.js';

const main = fileURLToPath(
  new URL('../../node_modules/openai-invites/dist/src/cli/main.js', import.meta.url),
);

const rows = 10_000;
const concurrency = 32;

export const wholeFile: Section = {
  title: 'A whole file',
  run: async ({ slowRounds }) => {
    const { baseUrl, stop } = await startLoopback();
    const loop = (file: string): string[] => [
      write('build/programs', `loop-${file}.js`, loopProgram(file, baseUrl)),
    ];
    const command = [main, 'import', 'staff.csv', '--concurrency', String(concurrency)];
    const subjects = new Map([
      ['loop over bare fetch', wallOf(baseUrl, loop('fetch'))],
      ['openai-invites import', wallOf(baseUrl, command)],
      ['loop over openai', wallOf(baseUrl, loop('openai'))],
    ]);
    try {
      const results = await interleave(subjects, slowRounds);
      const measured = ratioOf('openai-invites import', results);
      return {
        markdown: `${note}\n${resultTable('ms', results)}`,
        targets: [
          { what: '`import` of a file, time × a loop over bare fetch', atMost: 1, measured },
        ],
      };
    } finally {
      stop();
    }
  },
};

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

/** Runs a program in a folder with the file, and nothing else; resolves with milliseconds. */
function wallOf(baseUrl: string, args: readonly string[]): () => Promise<number> {
  return async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'openai-invites-bench-'));
    const lines = Array.from({ length: rows }, (_, index) => `user${index}@example.com,reader\n`);
    writeFileSync(join(cwd, 'staff.csv'), `email,role\n${lines.join('')}`);
    const env = { ...process.env, OPENAI_BASE_URL: baseUrl, OPENAI_ADMIN_KEY: apiKey };
    try {
      const start = performance.now();
      const child = spawn(node, args, { cwd, env, stdio: 'ignore' });
      await once(child, 'exit');
      if (child.exitCode !== 0) throw new Error(`This failed: ${args.join(' ')}`);
      return performance.now() - start;
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  };
}
