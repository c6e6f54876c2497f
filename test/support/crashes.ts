import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.js';

/** What came of an import that was killed over and over. */
export interface Survived {
  readonly kills: number;
  /** The exit code of the run that came to its end. */
  readonly code: number | null;
  /** What the POSTs of each address did, as the server noted it. */
  readonly posts: ReadonlyMap<string, readonly string[]>;
  /** What the journal says of each address. */
  readonly states: ReadonlyMap<string, string>;
  /** The same after the last runs, with `--resend-unknown`. */
  readonly resent: ReadonlyMap<string, string>;
}

/** What {@link importWithKills} is to do, and where. */
export interface CrashPlan {
  /** The built command, a program for Node.js. */
  readonly command: string;
  readonly folder: string;
  readonly rows: number;
  readonly kills: number;
}

/** Imports `rows` addresses, killing the command after a random number of POSTs each time. */
export async function importWithKills({
  command,
  folder,
  rows,
  kills,
}: CrashPlan): Promise<Survived> {
  const [file, log] = [join(folder, 'staff.csv'), join(folder, 'posts.ndjson')];
  const addresses = Array.from({ length: rows }, (_, index) => `user${index}@example.com`);
  writeFileSync(file, `email,role\n${addresses.map((email) => `${email},reader\n`).join('')}`);
  writeFileSync(log, '');
  const server = fork(join(root, 'test/support/recording-server.ts'), [log], {
    execArgv: ['--import', 'tsx'],
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const start = (...flags: string[]): ChildProcess =>
    startImport([command, 'import', file, '--concurrency', '16', ...flags], port);
  let killed = 0;
  let code: number | null = null;
  try {
    while (code === null) {
      const child = start();
      const ended = once(child, 'exit') as Promise<[number | null]>;
      if (killed < kills) killAfter(child, server, 1 + Math.random() * 1.6 * (rows / kills));
      [code] = await ended;
      if (code === null) killed++;
    }
    const posts = readPosts(log);
    const states = readStates(file);
    // Whoever was killed before the request left meets the server's first fault only now.
    for (let run = 0, left: unknown = 3; left !== 0 && run < 3; run++)
      [left] = (await once(start('--resend-unknown'), 'exit')) as unknown[];
    return { kills: killed, code, posts, states, resent: readStates(file) };
  } finally {
    server.kill();
  }
}

function startImport(args: string[], port: number): ChildProcess {
  const env = {
    ...process.env,
    OPENAI_ADMIN_KEY: 'sk-admin-of-the-crash-test',
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  };
  return spawn(process.execPath, args, { env, stdio: 'ignore' });
}

function killAfter(child: ChildProcess, server: ChildProcess, posts: number): void {
  let left = posts;
  const count = (): void => {
    if (--left > 0) return;
    child.kill('SIGKILL');
  };
  server.on('message', count);
  child.once('exit', () => server.off('message', count));
}

function readLines(path: string): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

function readPosts(path: string): Map<string, string[]> {
  const posts = new Map<string, string[]>();
  for (const { email = '', effect = '' } of readLines(path))
    posts.set(email, [...(posts.get(email) ?? []), effect]);
  return posts;
}

function readStates(file: string): Map<string, string> {
  const entries = readLines(`${file}.journal.ndjson`).slice(1);
  return new Map(entries.map(({ address = '', state = '' }) => [address, state]));
}
