import { install } from '@sinonjs/fake-timers';
import type { Model } from './limits.js';

/** The result of one sender under one limit. */
export interface Run {
  /** From the first request to the last invite. */
  readonly minutes: number;
  readonly invited: number;
  readonly refused: number;
}

/** Invites all addresses through the given `fetch`; drops those that fail. */
export type Sender = (
  emails: readonly string[],
  setup: { readonly fetch: typeof fetch; readonly known: Model['known'] },
) => Promise<unknown>;

/** Milliseconds from a request to its answer. */
const latency = 250;

/** All senders start 17.3 s into a window, so that none hits its edge by chance. */
const start = Date.UTC(2026, 0, 1) + 17_300;

/** Runs a sender in simulated time. */
export async function simulate(model: Model, send: Sender): Promise<Run> {
  const clock = install({
    now: start,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  try {
    const server = serve(model);
    let isOver = false;
    const emails = Array.from({ length: model.rows }, (_, row) => `user${row}@example.com`);
    const over = send(emails, { fetch: server.fetch, known: model.known }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await settle();
      if (!isOver && clock.countTimers() === 0) throw new Error(`${model.name}: nothing happens.`);
      clock.next();
    }
    await over;
    return server.run();
  } finally {
    clock.uninstall();
  }
}

/** Lets promises and streams proceed; `setImmediate` is not simulated. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
}

function serve(model: Model) {
  const limit = model.limit();
  let [invited, refused, last] = [0, 0, start];
  const answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    await new Promise((resolve) => setTimeout(resolve, latency));
    const wait = limit(Date.now());
    if (wait > 0) {
      refused++;
      const seconds = model.retryAfter(wait);
      const headers = new Headers();
      if (seconds !== undefined) headers.set('retry-after', String(seconds));
      const error = {
        message: 'Too many requests.',
        type: 'requests',
        code: 'rate_limit_exceeded',
      };
      return Response.json({ error }, { status: 429, headers });
    }
    invited++;
    last = Date.now();
    const request: unknown = await new Response(init?.body).json();
    const invite = { id: `invite-${invited}`, invited_at: 1, expires_at: 2, status: 'pending' };
    return Response.json({ object: 'organization.invite', ...invite, ...Object(request) });
  };
  const run = (): Run => ({ minutes: (last - start) / 60_000, invited, refused });
  return { fetch: answer, run };
}
