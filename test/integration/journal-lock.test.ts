import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Journal } from '../../src/bulk/journal/journal.js';
import { key } from '../support/calls.js';
import { root, temporaryFolder } from '../support/project.js';

const owner = { target: 'https://api.example/v1', apiKey: key };
let script: string;

beforeAll(async () => {
  script = join(await mkdtemp(join(tmpdir(), 'journal-holder-')), 'holder.mjs');
  const source = join(root, 'test/support/journal-holder.ts');
  await build({
    entryPoints: [source],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});

afterAll(() => rm(dirname(script), { recursive: true }));

/** Another process that opens the journal; resolves with what it says of it. */
async function holder(path: string, prefix: readonly string[] = [], env = {}) {
  const node = [process.execPath, script, path, owner.target, key];
  const [command = '', ...args] = [...prefix, ...node];
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    detached: true,
  });
  // Of the whole group: a namespace's own process does not pass signals on.
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
  };
  onTestFinished(kill);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, kill, said: said.toString().trim() };
}

const isOpen = async (path: string): Promise<boolean> => {
  const journal = await Journal.open(path, owner).catch(() => undefined);
  await journal?.close();
  return journal !== undefined;
};

function newPath(...folders: string[]): string {
  const folder = join(temporaryFolder(), ...folders);
  mkdirSync(folder, { recursive: true });
  return join(folder, 'journal.ndjson');
}

test('a process that was killed holds no lock, and what it left is removed', async () => {
  const path = newPath();
  const { child, kill, said } = await holder(path);
  expect(said).toBe('open');
  expect(await isOpen(path)).toBe(false);
  kill();
  await once(child, 'exit');
  expect(await isOpen(path)).toBe(true);
  expect(readdirSync(join(path, '..'))).toEqual(['journal.ndjson']);
});

test('of many processes that start at once, one gets the lock', async () => {
  const path = newPath();
  const all = await Promise.all(Array.from({ length: 6 }, () => holder(path)));
  const open = all.filter(({ said }) => said === 'open');
  expect(open.length).toBeLessThanOrEqual(1);
  for (const { said } of all) expect(said).toMatch(/^open$|is in use by another run/);
});

const canUnshare =
  spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']).status === 0;

describe.skipIf(!canUnshare)('other namespaces of this kernel see the lock', () => {
  // Without the command, sockets alone must do.
  const tools = { PATH: join(process.execPath, '..') };
  test.each([
    ['network', ['/usr/bin/unshare', '--net'], {}],
    ['network, without the flock command', ['/usr/bin/unshare', '--net'], tools],
    ['process', ['/usr/bin/unshare', '--pid', '--fork', '--kill-child'], tools],
    ['mount, IPC and host name', ['/usr/bin/unshare', '--mount', '--ipc', '--uts'], tools],
  ])('%s', async (_name, prefix, env) => {
    const path = newPath();
    const first = await holder(path, prefix, env);
    expect(first.said).toBe('open');
    expect(await isOpen(path)).toBe(false);
    expect((await holder(path, prefix, env)).said).toContain('in use by another run');
    first.kill();
    await once(first.child, 'exit');
    await expect.poll(() => isOpen(path)).toBe(true);
  });

  test('a folder that is mounted at another place', async () => {
    const path = newPath();
    const other = temporaryFolder();
    const mount = `mount --bind '${join(path, '..')}' '${other}' && exec "$@"`;
    const prefix = ['unshare', '--mount', '--net', 'sh', '-c', mount, 'sh'];
    const { said } = await holder(join(other, 'journal.ndjson'), prefix);
    expect(said).toBe('open');
    expect(await isOpen(path)).toBe(false);
  });

  test('the file alone, mounted under another name: with the flock command', async () => {
    const path = newPath();
    writeFileSync(path, '');
    const other = join(temporaryFolder(), 'other.ndjson');
    writeFileSync(other, '');
    const mount = `mount --bind '${path}' '${other}' && exec "$@"`;
    const prefix = ['unshare', '--mount', '--net', 'sh', '-c', mount, 'sh'];
    expect((await holder(other, prefix)).said).toBe('open');
    expect(await isOpen(path)).toBe(false);
  });
});

test('a hard link beside it is the same file', async () => {
  const path = newPath();
  writeFileSync(path, '');
  linkSync(path, join(path, '..', 'link.ndjson'));
  const journal = await Journal.open(path, owner);
  onTestFinished(() => journal.close());
  expect(await isOpen(join(path, '..', 'link.ndjson'))).toBe(false);
});

test('a folder whose path is longer than that of a socket may be', async () => {
  const path = newPath('x'.repeat(120), 'y'.repeat(120));
  const journal = await Journal.open(path, owner);
  expect(await isOpen(path)).toBe(false);
  expect(readdirSync(join(path, '..'))).toHaveLength(2);
  await journal.close();
  expect(await isOpen(path)).toBe(true);
  expect(readdirSync(join(path, '..'))).toEqual(['journal.ndjson']);
});
