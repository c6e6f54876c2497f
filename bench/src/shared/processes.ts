import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Batch } from './worker.js';

/** A process with one client in it; see `worker.ts`. */
export interface Worker {
  /** Resolves with the CPU time that the calls took, in microseconds. */
  readonly measure: (batch: Batch) => Promise<number>;
  readonly stop: () => void;
}

/** Default: an injected `fetch` answers. */
export async function startWorker(file: string, baseUrl?: string): Promise<Worker> {
  const child = start('worker.js', baseUrl === undefined ? [file] : [file, baseUrl]);
  await messageOf(child);
  return {
    measure: async (batch) => {
      child.send(batch);
      return Number(await messageOf(child));
    },
    stop: () => child.kill(),
  };
}

/** The server that answers with an invite, in a process of its own. */
export async function startLoopback(): Promise<{ baseUrl: string; stop: () => void }> {
  const child = start('loopback.js', []);
  const port = await messageOf(child);
  return { baseUrl: `http://127.0.0.1:${String(port)}/v1`, stop: () => child.kill() };
}

function start(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return fork(path, args, { execArgv: ['--expose-gc'] });
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => {
      reject(new Error(`A process that was measured ended with ${String(code)}.`));
    };
    child.once('exit', fail);
    child.once('message', (message) => {
      child.off('exit', fail);
      resolve(message);
    });
  });
}
