import type { Clock } from './clock.js';
import { connectionError } from './connection.js';
import {
  AbortedError,
  ApiError,
  DriftError,
  InviteError,
  TimeoutError,
  type Outcome,
} from './errors.js';
import { onAbort } from './on-abort.js';
import type { RequestQueue, RequestResult } from './call/request-queue.js';
import type { Redact } from './redact.js';
import { concernsAll, mayRetry, retryDelay } from './retry.js';

/** What bounds one logical call. */
interface Limits {
  /** Milliseconds until one attempt is given up. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly maxRetries: number;
  /** Milliseconds. */
  readonly maxRetryDelay: number;
  /**
   * Ends waits before a request, but none that is on its way.
   * @default the signal
   */
  readonly stop?: AbortSignal | undefined;
}

/** Wraps each attempt, once the request may go and before it does. */
export type Around = <T>(attempt: () => Promise<T>) => Promise<T>;

/** What all calls of a client share. */
interface Shared {
  readonly queue: RequestQueue;
  readonly clock: Clock;
  readonly redact: Redact;
}

/**
 * Makes one logical call: attempts, until one succeeds or the next could be a second invite, or
 * of no use.
 *
 * @param send makes one attempt, and ends it when its signal aborts
 * @throws {@link InviteError} whatever goes wrong.
 */
export async function callWithRetries<T>(
  send: (signal: AbortSignal) => Promise<T>,
  limits: Limits,
  shared: Shared,
  around: Around = (attempt) => attempt(),
): Promise<T> {
  const { queue, clock } = shared;
  const { maxRetries, maxRetryDelay, stop: signal = limits.signal } = limits;
  for (let retries = 0; ; retries++) {
    const request = await queue.acquire(signal);
    if (!request) throw abortedBefore(signal);
    let result: RequestResult = { kind: 'passed' };
    let delay: number;
    try {
      return await around(() => attempt(send, limits, shared.redact));
    } catch (error) {
      result = resultOf(error);
      if (!(error instanceof InviteError) || !mayRetry(error)) throw error;
      delay = retryDelay(error, retries, clock.random(), maxRetryDelay);
      if (delay > maxRetryDelay) throw error;
      if (result.kind !== 'refused' && concernsAll(error)) queue.block(delay);
      if (retries >= maxRetries) throw error;
    } finally {
      queue.release(request, result);
    }
    if (result.kind !== 'refused') await wait(delay, clock, signal);
  }
}

/** What an error tells the rate limiter. */
function resultOf(error: unknown): RequestResult {
  if (error instanceof DriftError) return { kind: 'passed' };
  if (!(error instanceof ApiError)) return { kind: 'lost' };
  if (error.status === 429 && mayRetry(error)) return { kind: 'refused', delay: error.retryAfter };
  return { kind: 'passed' };
}

function wait(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      forget();
      resolve();
    };
    const cancel = clock.after(ms, done);
    const forget = onAbort(signal, done);
  });
}

/** One attempt under its deadline and the caller's signal. */
async function attempt<T>(
  send: (signal: AbortSignal) => Promise<T>,
  limits: Limits,
  redact: Redact,
): Promise<T> {
  if (limits.signal?.aborted) throw abortedBefore(limits.signal);
  const controller = new AbortController();
  try {
    return await interruptible(send(controller.signal), controller, limits);
  } catch (error) {
    if (controller.signal.aborted && !(error instanceof ApiError)) throw interruption(limits);
    throw error instanceof InviteError ? error : connectionError(error, redact);
  }
}

/** Ends at the deadline, or when the signal aborts, even if `work` listens to neither. */
function interruptible<T>(
  work: Promise<T>,
  controller: AbortController,
  { timeout, signal }: Limits,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      forget();
    };
    const interrupt = (): void => {
      end();
      controller.abort();
      // Not at once: work that listens may end with a status that tells more.
      setTimeout(reject, 0);
    };
    const timer = setTimeout(interrupt, timeout);
    const forget = onAbort(signal, interrupt);
    const ending =
      <A>(settle: (value: A) => void) =>
      (value: A): void => {
        end();
        settle(value);
      };
    work.then(ending(resolve), ending(reject));
  });
}

function interruption({ timeout, signal }: Limits): InviteError {
  return signal?.aborted
    ? aborted('with the request on its way', 'unknown', signal)
    : new TimeoutError(`No complete answer came within ${timeout} ms.`, 'unknown');
}

function abortedBefore(signal: AbortSignal | undefined): AbortedError {
  return aborted('before the request was sent', 'not-invited', signal);
}

function aborted(when: string, outcome: Outcome, signal: AbortSignal | undefined): AbortedError {
  return new AbortedError(`The call was aborted ${when}.`, outcome, { cause: signal?.reason });
}
