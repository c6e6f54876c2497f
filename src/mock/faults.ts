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
  return {
    status: fault.status ?? answer.status,
    headers: { ...answer.headers, ...fault.headers },
    body: fault.body === undefined ? answer.body : serialize(fault.body),
  };
}

function serialize(body: unknown): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** True if a request with this fault makes its invite. */
export function carriesOut({ createsInvite, status, body, break: cut }: Fault): boolean {
  const ordinary = status === undefined && body === undefined;
  return createsInvite ?? (ordinary && (cut === undefined || cut === 'half-way'));
}

/** Sends an answer with its fault; stops when `signal` aborts because the server closes. */
export async function deliver(
  response: ServerResponse,
  { status, headers, body }: MockAnswer,
  { delay = 0, drip, break: cut }: Fault,
  signal: AbortSignal,
): Promise<void> {
  if (delay === Infinity) return;
  if (delay > 0) await sleep(delay, undefined, { signal });
  if (cut === 'after-reading') {
    response.socket?.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  const length = status === 204 || status === 304 ? {} : { 'content-length': bytes.byteLength };
  response.writeHead(status, { ...length, ...headers });
  if (cut === 'half-way') {
    const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
    response.write(half, () => response.socket?.destroy());
    return;
  }
  if (drip !== undefined) await dripBytes(response, bytes, drip, signal);
  response.end(drip === undefined ? bytes : undefined);
}

async function dripBytes(
  response: ServerResponse,
  bytes: Buffer,
  pause: number,
  signal: AbortSignal,
): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await sleep(pause, undefined, { signal });
  }
}
