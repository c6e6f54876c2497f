import type { CallOptions, InviteRequest } from '../../../src/index.js';
import { callHeader, type Account } from './ledger.js';
import type { Random } from './random.js';

/** How one caller calls, and what it does to the call meanwhile. */
export interface Caller {
  readonly name: string;
  /** As a program without types would pass it. */
  readonly body: unknown;
  readonly options: CallOptions & { readonly signal: AbortSignal; readonly maxRetries: number };
  /** To be called as soon as the call is made. */
  readonly afterwards: () => void;
  /** Rejects when the caller has aborted and the call should have ended since. */
  readonly overdue: Promise<never>;
}

/** @param shared an object that the caller uses for several calls */
export function drawCaller(random: Random, account: Account, shared: object): Caller {
  const { id, isHasty } = account;
  const [how, body, change] = drawBody(random, account.address, shared);
  const controller = new AbortController();
  const isAborted = isHasty && random.chance(0.5);
  const plain = { [callHeader]: id };
  const headers = random.pick<HeadersInit>([new Headers(plain), plain]);
  let isOverdue: (error: Error) => void = () => undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    isOverdue = reject;
  });
  const abort = (): void => {
    controller.abort(new Error('the caller has enough'));
    afterTimers(20, () => {
      isOverdue(new Error('the abort did not end the call'));
    });
  };
  const startAbort = isAborted ? drawAbort(random, account, abort) : () => undefined;
  return {
    name: `${how}${isAborted ? ', aborts' : isHasty ? ', short timeout' : ''}`,
    body,
    options: {
      signal: controller.signal,
      timeout: isHasty && !isAborted ? 20 + random.below(130) : 60_000,
      headers,
      maxRetries: random.below(5),
    },
    afterwards: () => {
      change();
      startAbort();
    },
    overdue,
  };
}

/** Counts timers and not milliseconds: a busy machine delays those of the client just as much. */
function afterTimers(count: number, callback: () => void): void {
  if (count === 0) callback();
  else setTimeout(afterTimers, 0, count - 1, callback);
}

type Drawn = readonly [name: string, body: unknown, change: () => void];

function drawBody(random: Random, email: string, shared: object): Drawn {
  const body: InviteRequest = { email, role: random.pick(['reader', 'owner']) };
  const wrong = 'changed@example.com';
  const change = (): unknown => Object.assign(body, { email: wrong });
  const keep = (): void => undefined;
  return random.weighted<() => Drawn>([
    [50, () => ['one object a call', body, keep]],
    [15, () => ['changes the object', body, change]],
    [15, () => ['one object for all', Object.assign(shared, body), keep]],
    [6, () => ['a getter that changes', changing(email, wrong), keep]],
    [6, () => ['toJSON', { email: wrong, role: 'reader', toJSON: () => body }, keep]],
    [4, () => ['inherited properties', Object.create(body), keep]],
    [4, () => ['a wrong role', { email, role: 'queen' }, keep]],
  ])();
}

/** An object whose address is another one from the second time on that it is read. */
function changing(first: string, later: string): object {
  let reads = 0;
  return {
    get email() {
      return reads++ === 0 ? first : later;
    },
    role: 'reader',
  };
}

/** Aborts before the call, when its request arrives, or after some turns of the event loop. */
function drawAbort(random: Random, account: Account, abort: () => void): () => void {
  const when = random.pick(['at the request', 'at the request', 'later', 'later', 'before']);
  if (when === 'before') abort();
  if (when === 'at the request') {
    account.onPost = abort;
    // Then nothing but the abort can end the call so soon.
    if (random.chance(0.5)) account.leastDelay = 300;
  }
  // No request may ever arrive.
  const last = when === 'later' ? random.below(80) : 2_000;
  const countDown = (turns: number): void => {
    if (turns === 0) abort();
    else setImmediate(countDown, turns - 1);
  };
  return () => {
    countDown(last);
  };
}
