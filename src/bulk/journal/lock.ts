import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs, { open, readdir, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './error.js';

/** An exclusive lock on a file. It ends with its process, even after a crash. */
export interface Lock {
  /** Who may not see the lock, as a sentence; undefined if every process on this kernel does. */
  readonly limits?: string | undefined;
  readonly release: () => Promise<void>;
}

/**
 * Locks an open file; undefined if another process holds it. The lock is a socket in the file's
 * folder, which other containers see that mount the folder, and, if there is a `flock` command,
 * flock(2) on the file itself, which ends when the file is closed. On Windows it is a named pipe.
 */
export async function takeLock(path: string, file: FileHandle): Promise<Lock | undefined> {
  const real = await realpath(path);
  const folder = dirname(real);
  if (process.platform === 'win32') return lockPipe(real);
  const prefix = `.openai-invites-${(await file.stat()).ino}-`;
  const inFolder = await claim(folder, prefix).catch(() => 'no sockets here' as const);
  const lock = typeof inFolder === 'string' ? await claim(tmpdir(), prefix) : inFolder;
  const flocked = lock && (await flock(file));
  if (flocked === false) await lock?.release();
  if (!lock || flocked === false) return undefined;
  const isLocal = typeof inFolder === 'string' && flocked === undefined;
  return { ...lock, limits: isLocal ? localOnly : await limitsAt(real) };
}

const localOnly =
  'Other containers cannot see that the journal is in use: its folder takes no socket.';

async function limitsAt(path: string): Promise<string | undefined> {
  try {
    return limitsOf((await fs.statfs(path)).type);
  } catch {
    // Not every runtime has it.
    return undefined;
  }
}

/** NFS, SMB (three), 9P, FUSE, Ceph, AFS and VirtualBox, as Linux's statfs(2) numbers them. */
const networkFileSystems = [
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x00c36400, 0x5346414f,
  0x786f4256,
];

/** @param type the file system's number */
export function limitsOf(type: number): string | undefined {
  if (!networkFileSystems.includes(type)) return undefined;
  return 'The journal is on a network file system: runs on other machines may not see that it is in use. Import on one machine at a time.';
}

/**
 * A listening socket with a unique name. Claims that exist at the same time see each other and
 * yield. A claim that refuses connections is dead for good.
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
  // A socket's path has at most some 100 bytes; through a descriptor every folder's is short.
  const handle = Buffer.byteLength(folder) > 50 ? await open(folder) : undefined;
  const base = handle && process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : folder;
  const own = prefix + id;
  try {
    const unready = join(base, `.openai-invites-new-${id}`);
    const server = await listen(unready);
    // Nobody sees a claim before it accepts connections.
    await rename(unready, join(base, own));
    const release = async (): Promise<void> => {
      await rm(join(folder, own), { force: true });
      await close(server);
    };
    let yields = false;
    for (const name of await readdir(base)) {
      if (!name.startsWith(prefix) || name === own) continue;
      if (await isAlive(join(base, name))) yields = true;
      else await rm(join(base, name), { force: true });
    }
    if (!yields) return { release };
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

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** Undefined if there is no such command, or the file system cannot lock. */
async function flock({ fd }: FileHandle): Promise<boolean | undefined> {
  const { PATH } = process.env;
  // An empty PATH would be the current folder, whose programs are not to be run.
  if (!PATH) return undefined;
  // The command's lock is on the open file, which this process shares with it.
  const command = spawn('flock', ['-n', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
    env: { PATH },
  });
  const code: unknown = await once(command, 'exit').then(
    ([status]) => status as unknown,
    () => undefined,
  );
  return code === 0 || (code === 1 ? false : undefined);
}

async function lockPipe(real: string): Promise<Lock | undefined> {
  const hash = createHash('sha256').update(real.toLowerCase()).digest('hex');
  try {
    const server = await listen(`\\\\.\\pipe\\openai-invites-${hash.slice(0, 32)}`);
    const limits = real.startsWith('\\\\') ? limitsOf(0x517b) : undefined;
    return { limits, release: () => close(server) };
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}
