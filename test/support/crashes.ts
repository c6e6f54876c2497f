import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { journalIn } from './journal.js';
import { root } from './project.js';

/** Options for an import that is killed repeatedly. */
export interface Crashes {
  readonly folder: string;
  readonly rows: number;
  readonly kills: number;
  /** The command to run. */
  readonly cli: readonly string[];
  /**
   * Whether each run may meet the file under another name or through a link, has a rival, in a
   * network namespace of its own, and may be given the organization's list.
   * @default false
   */
  readonly mixed?: boolean;
}

/** The result of an import that was killed repeatedly. */
export interface Survived {
  readonly kills: number;
  /** Number of runs refused because another one had the journal. */
  readonly refused: number;
  /** Exit code of the run that completed. */
  readonly code: number | null;
  /** The effect of each POST by address, as recorded by the server. */
  readonly posts: ReadonlyMap<string, readonly string[]>;
  /**
   * Addresses that were sent again while unknown, each time with no list that was at least five
   * minutes younger than what the journal said of them.
   */
  readonly tooEarly: readonly string[];
  /** The state of each address in the journal. */
  readonly states: ReadonlyMap<string, string>;
  /** Outcomes of the last run's report, after `--existing` and `--resend-unknown`. */
  readonly settled: ReadonlyMap<string, string>;
  /** The POSTs after that. */
  readonly allPosts: ReadonlyMap<string, readonly string[]>;
}

/** Imports addresses, killing the command after a random number of POSTs each time. */
export async function importWithKills(crashes: Crashes): Promise<Survived> {
  const { folder, rows, kills, cli, mixed = false } = crashes;
  const [log, socket, list] = ['posts.ndjson', 'server.sock', 'list.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const addresses = Array.from({ length: rows }, (_, index) => `user${index}@example.com`);
  const csv = `email,role\n${addresses.map((email) => `${email},reader\n`).join('')}`;
  const file = new ChangingFile(folder, csv);
  writeFileSync(log, '');
  const server = fork(join(root, 'test/support/recording-server.ts'), [log, socket], {
    execArgv: ['--import', 'tsx'],
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const relay = mixed ? await startRelay(port, socket) : undefined;
  const elsewhere = ['nsenter', `--net=/proc/${relay?.pid ?? 0}/ns/net`];
  const start = (flags: string[], prefix: string[] = []): ChildProcess =>
    command([...prefix, ...cli], port, [mixed ? file.next() : file.path, ...flags]);
  const lists: number[] = [];
  const existing = (): string[] => {
    const made = [...readPosts(log)].filter(([, effects]) => effects.some(isMade));
    const data = made.map(([email]) => ({ email, status: 'pending', role: 'reader' }));
    writeFileSync(list, JSON.stringify({ object: 'list', data, has_more: false }));
    lists.push(statSync(list).mtimeMs);
    return ['--existing', list];
  };
  let killed = 0;
  let refused = 0;
  let code: number | null = null;
  try {
    while (code === null) {
      const flags = mixed && Math.random() < 0.3 ? existing() : [];
      const [here, there]: string[][] = Math.random() < 0.5 ? [[], elsewhere] : [elsewhere, []];
      const runs = mixed ? [start(flags, here), start(flags, there)] : [start(flags)];
      const ended = runs.map((run) => once(run, 'exit') as Promise<[number | null]>);
      if (killed < kills) killAfter(runs, server, Math.ceil(Math.random() * 1.2 * (rows / kills)));
      const codes = (await Promise.all(ended)).map(([one]) => one);
      server.removeAllListeners('message').send({});
      killed += codes.filter((one) => one === null).length;
      refused += codes.filter((one) => one === 2).length;
      code = codes.find((one) => one !== null && one !== 2) ?? null;
    }
    const posts = readPosts(log);
    const states = readStates(folder);
    const tooEarly = findTooEarly(folder, lists);
    await once(start(existing()), 'exit');
    const report = join(folder, 'report.csv');
    // Whoever was killed before the request left meets the server's first fault only now.
    for (let run = 0, left: unknown = 3; left !== 0 && run < 4; run++)
      [left] = (await once(
        start([...existing(), '--resend-unknown', '--report', report]),
        'exit',
      )) as unknown[];
    const settled = readReport(report);
    return {
      kills: killed,
      refused,
      code,
      posts,
      tooEarly,
      states,
      settled,
      allPosts: readPosts(log),
    };
  } finally {
    relay?.kill('SIGKILL');
    server.kill();
  }
}

/** Whether a POST made an invite. */
export const isMade = (effect: string): boolean => effect.startsWith('made');

/** A file with many names. */
class ChangingFile {
  path: string;
  readonly #folder: string;
  #number = 0;

  constructor(folder: string, text: string) {
    this.#folder = folder;
    this.path = join(folder, 'staff.csv');
    writeFileSync(this.path, text);
  }

  /** The file renamed, copied or linked, or as it was. */
  next(): string {
    const name = join(this.#folder, `staff ${++this.#number}.csv`);
    const way = Math.floor(Math.random() * 4);
    if (way === 0) {
      renameSync(this.path, name);
      this.path = name;
    } else if (way === 1) {
      copyFileSync(this.path, name);
      this.path = name;
    } else if (way === 2) {
      symlinkSync(basename(this.path), name);
      return name;
    }
    return this.path;
  }
}

/** A network namespace in which the server is reached under the same URL. */
async function startRelay(port: number, socket: string): Promise<ChildProcess> {
  const node = `'${process.execPath}' --import tsx test/support/relay.ts ${port} '${socket}'`;
  const script = `ip link set lo up && exec ${node}`;
  const relay = spawn('unshare', ['--net', 'sh', '-c', script], { cwd: root });
  await once(relay.stdout, 'data');
  return relay;
}

function command([program = '', ...start]: string[], port: number, args: string[]): ChildProcess {
  const env = {
    ...process.env,
    OPENAI_ADMIN_KEY: 'sk-admin-of-the-crash-test',
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  };
  const all = [...start, 'import', '--concurrency', '16', ...args];
  return spawn(program, all, { cwd: root, env, stdio: 'ignore' });
}

/** Kills runs after a number of POSTs; the server holds further ones, however late the kill comes. */
function killAfter(runs: readonly ChildProcess[], server: ChildProcess, posts: number): void {
  server.send({ posts });
  server.once('message', () => {
    for (const run of runs) run.kill('SIGKILL');
  });
}

function parseLines(text: string): Record<string, string>[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

function readPosts(path: string): Map<string, string[]> {
  const posts = new Map<string, string[]>();
  for (const { email = '', effect = '' } of parseLines(readFileSync(path, 'utf8')))
    posts.set(email, [...(posts.get(email) ?? []), effect]);
  return posts;
}

/** The journal's lines about addresses. */
function readEntries(folder: string): Record<string, string>[] {
  return parseLines(journalIn(folder)).filter((line) => 'address' in line);
}

function readStates(folder: string): Map<string, string> {
  const entries = readEntries(folder);
  return new Map(entries.map(({ address = '', state = '' }) => [address, state]));
}

/** Which unknown addresses have another intent that no list among those of these times allowed. */
function findTooEarly(folder: string, lists: readonly number[]): string[] {
  const found: string[] = [];
  const before = new Map<string, { readonly state: string; readonly at: number }>();
  for (const { address = '', state = '', at = '' } of readEntries(folder)) {
    const last = before.get(address);
    const now = Date.parse(at);
    const isResent = state === 'intent' && (last?.state === 'intent' || last?.state === 'unknown');
    if (isResent && !lists.some((list) => list <= now && list - last.at >= 300_000))
      found.push(address);
    before.set(address, { state, at: now });
  }
  return found;
}

function readReport(path: string): Map<string, string> {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const [email, outcome] = ['email', 'outcome'].map((name) => header.split(',').indexOf(name));
  const cells = lines.map((line) => line.split(','));
  return new Map(cells.map((cell) => [cell[email ?? 0] ?? '', cell[outcome ?? 0] ?? '']));
}
