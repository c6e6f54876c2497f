import type { Client } from '../clients/index.js';
import { startWorker } from './processes.js';
import { interleave, type Result } from './rounds.js';
import type { Batch } from './worker.js';

/** Enough calls for the engine to finish compiling. */
const warmUps = 3;

/**
 * The CPU time of one call with each client, in microseconds. Without a base URL an injected
 * `fetch` answers.
 */
export async function measureCalls(
  clients: readonly Client[],
  batch: Batch,
  rounds: number,
  baseUrl?: string,
): Promise<Result[]> {
  const workers = await Promise.all(clients.map(({ file }) => startWorker(file, baseUrl)));
  const subjects = workers.map(({ measure }, index) => {
    const name = clients[index]?.name ?? '';
    return [name, async () => (await measure(batch)) / batch.calls] as const;
  });
  try {
    return await interleave(new Map(subjects), rounds, warmUps);
  } finally {
    for (const worker of workers) worker.stop();
  }
}
