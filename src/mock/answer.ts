import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.js';

/** An answer of the mock organization. */
export interface MockAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The answer with a fault's status, headers and body in place of the ordinary ones. */
export function distort(answer: MockAnswer, fault: Fault): MockAnswer {
  const body = holdsInvite(fault) ? answer.body : '';
  return {
    status: fault.status ?? answer.status,
    headers: { ...answer.headers, ...fault.headers },
    body: fault.body === undefined ? body : serialize(fault.body),
  };
}

function serialize(body: unknown): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** True if a request with this fault makes its invite. */
export function makesInvite(fault: Fault): boolean {
  const { createsInvite, break: cut } = fault;
  if (cut === 'before-reading') return false;
  return createsInvite ?? (holdsInvite(fault) && cut !== 'after-reading');
}

/** True if the answer to a valid request holds the invite: an error of a server or proxy does not. */
function holdsInvite({ status, body }: Fault): boolean {
  return body === undefined && (status === undefined || (status < 300 && status !== 204));
}

interface Delivery {
  readonly fault: Fault;
  /** Aborts when the server closes. */
  readonly signal: AbortSignal;
}

/** Sends an answer with its fault. */
export async function deliver(
  response: ServerResponse,
  { status, headers, body }: MockAnswer,
  { fault: { delay = 0, drip, break: cut }, signal }: Delivery,
): Promise<void> {
  // Not the response's: a pipelined one has no socket before the one ahead is answered.
  const { socket } = response.req;
  if (delay > 0) await wait(delay, signal);
  if (cut === 'before-reading' || cut === 'after-reading') {
    socket.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  if (status !== 204 && status !== 304) response.setHeader('content-length', bytes.byteLength);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status);
  if (cut === 'half-way') {
    const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
    response.write(half, () => socket.destroy());
    return;
  }
  if (drip === undefined) {
    response.end(bytes);
    return;
  }
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await wait(drip, signal);
  }
  response.end();
}

/** Waits, for `Infinity` until `signal` aborts: 24 days, the longest delay that timers take. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(Math.min(milliseconds, 2 ** 31 - 1), undefined, { signal });
}
