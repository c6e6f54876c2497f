import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open, readdir, realpath, rename, rm, statfs, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './error.js';

/** An exclusive lock on a file. It ends with its process, however that ends. */
export interface Lock {
  /** Who may not see the lock, as a sentence; undefined if every process on this kernel does. */
  readonly limits?: string | undefined;
  readonly release: () => Promise<void>;
}

/**
 * Locks an open file; undefined if another process holds it. The lock is a socket in the file's
 * folder, which containers that mount the folder see as well, whatever their namespaces, and, where
 * the `flock` command exists, flock(2) on the file itself, which closing the file releases.
 */
export async function takeLock(path: string, file: FileHandle): Promise<Lock | undefined> {
  const real = await realpath(path);
  if (process.platform === 'win32') return lockPipe(real);
  const prefix = `.openai-invites-${(await file.stat()).ino}-`;
  const folder = dirname(real);
  const inFolder = await claim(folder, prefix).catch(() => 'impossible' as const);
  const lock = inFolder === 'impossible' ? await claim(tmpdir(), prefix) : inFolder;
  const flocked = lock && (await flock(file));
  if (flocked === false) await lock?.release();
  if (!lock || flocked === false) return undefined;
  const { type = 0 } = await statfs(real).catch(() => ({ type: undefined }));
  const limits =
    limitsOf(type) ??
    (inFolder === 'impossible' && flocked === undefined
      ? `Runs in other containers may not see the journal's lock: ${folder} takes no socket.`
      : undefined);
  return { ...lock, limits };
}

/** File systems that other kernels reach too, by their numbers in Linux's statfs(2). */
const networkFileSystems = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x786f4256, 'VirtualBox'],
]);

/** @param type the file system's, as `statfs` gives it */
export function limitsOf(type: number): string | undefined {
  const name = networkFileSystems.get(type);
  return (
    name && `Runs on other machines may not see the journal's lock (${name}): run one at a time.`
  );
}

/**
 * A listening socket under a name of its own. Of claims that live at the same time each sees the
 * others, and yields. A claim that refuses connections is dead, and stays so.
 */
async function claim(folder: string, prefix: string): Promise<Lock | undefined> {
  for (let tries = 0; tries < 4; tries++) {
    const lock = await claimOnce(folder, prefix);
    if (lock) return lock;
    await sleep(Math.random() * 100);
  }
  return undefined;
}

async function claimOnce(folder: string, prefix: string): Promise<Lock | undefined> {
  const id = randomBytes(6).toString('hex');
  // A socket's path may have some 100 bytes; through a descriptor every folder's is short.
  const handle = Buffer.byteLength(folder) > 50 ? await open(folder) : undefined;
  const at = (name: string): string =>
    join(handle && process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : folder, name);
  const [unready, own] = [`.openai-invites-new-${id}`, prefix + id];
  try {
    const server = await listen(at(unready));
    const release = async (): Promise<void> => {
      await rm(join(folder, own), { force: true });
      server.close();
      await once(server, 'close');
    };
    // Nobody sees a claim before it accepts connections.
    await rename(at(unready), at(own));
    const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
    const others = names.filter((name) => name !== own);
    const living = await Promise.all(others.map((name) => isAlive(at(name))));
    const dead = others.filter((_, index) => living[index] === false);
    await Promise.all(dead.map((name) => rm(at(name), { force: true })));
    if (dead.length === others.length && names.includes(own)) return { release };
    await release();
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return !['ECONNREFUSED', 'ENOENT'].includes(codeOf(error));
  } finally {
    socket.destroy();
  }
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).unref();
  server.listen({ path, exclusive: true });
  await once(server, 'listening');
  return server;
}

/** Undefined where there is no such command, or the file system cannot lock. */
async function flock({ fd }: FileHandle): Promise<boolean | undefined> {
  if (process.platform !== 'linux') return undefined;
  const env = { PATH: process.env['PATH'] };
  try {
    // The lock belongs to the open file, which the command shares.
    const command = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd], env });
    const [code] = (await once(command, 'exit')) as [number | null];
    return code === 0 || (code === 1 ? false : undefined);
  } catch {
    return undefined;
  }
}

/** Windows closes a pipe when its process ends. */
async function lockPipe(real: string): Promise<Lock | undefined> {
  const name = createHash('sha256').update(real.toLowerCase()).digest('hex').slice(0, 32);
  try {
    const server = await listen(`\\\\.\\pipe\\openai-invites-${name}`);
    const limits = real.startsWith('\\\\') ? limitsOf(0x517b) : undefined;
    return {
      limits,
      release: async () => {
        server.close();
        await once(server, 'close');
      },
    };
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}
