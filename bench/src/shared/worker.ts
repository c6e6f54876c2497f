/**
 * A separate process for one client, so that clients share neither the engine's caches nor the
 * heap: `worker.js <client's file> <base URL>`. Each message `{ calls, inFlight }` is answered with
 * the CPU time, in microseconds, that the calls took. Without a base URL an injected `fetch`
 * answers.
 */
import type { Connect, SendInvite } from '../clients/client.js';
import { answer, apiKey, holdsInvite, request } from './invite.js';

/** How many calls to make, and how many of them at a time. */
export interface Batch {
  readonly calls: number;
  readonly inFlight: number;
}

/** Builds a `Request`, as any `fetch` must, and answers at once. */
const injected: typeof fetch = (input, init) => {
  new Request(input, init);
  const headers = { 'content-type': 'application/json', 'x-request-id': 'req_bench' };
  return Promise.resolve(new Response(answer, { headers }));
};

async function measure(send: SendInvite, { calls, inFlight }: Batch): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Start this process with --expose-gc.');
  globalThis.gc({ type: 'minor' });
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await send(request);
  };
  const start = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, caller));
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

const [file = '', baseUrl] = process.argv.slice(2);
const { connect } = (await import(`../clients/${file}.js`)) as { connect: Connect };
const send = connect(
  baseUrl === undefined
    ? { baseUrl: 'https://api.example.com/v1', apiKey, fetch: injected }
    : { baseUrl, apiKey, fetch },
);
if (!holdsInvite(await send(request))) throw new Error(`${file} does not resolve with the invite.`);
process.on('message', (batch: Batch) => {
  void measure(send, batch).then((cpu) => process.send?.(cpu));
});
process.send?.('ready');
