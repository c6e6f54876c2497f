import { createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';

/** Held until it is released, or until its process ends in whatever way. */
export interface Lock {
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock of a name; undefined where a living process holds it. It is a local socket that
 * bears the name: the system closes it when its holder ends, however that happens.
 *
 * @param name letters and digits
 */
export async function takeLock(name: string): Promise<Lock | undefined> {
  const address = addressOf(name);
  const server = (await listen(address)) ?? (await replaceDead(address));
  if (!server) return undefined;
  return {
    release: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function addressOf(name: string): string {
  const full = `openai-invites-${name}`;
  if (process.platform === 'linux') return `\0${full}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${full}` : join(tmpdir(), `${full}.sock`);
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).unref();
  server.listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** Where a socket is a file, the file outlives its process: nobody answers there any more. */
async function replaceDead(address: string): Promise<Server | undefined> {
  if (!address.startsWith('/')) return undefined;
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return undefined;
  } catch {
    await rm(address, { force: true });
    return await listen(address);
  } finally {
    socket.destroy();
  }
}
