import { AbortedError, ApiError, InviteError } from '../errors.js';
import type { Success } from '../outcome/success.js';
import { toAttemptEvent, type AttemptEvent, type NextAttempt } from './attempt-event.js';
import type { Clock } from './clock.js';
import { delay } from './delay.js';
import { readQuota } from './rate-limit-headers.js';
import type { RequestQueue, RequestResult } from './request-queue.js';
import { isRateLimited, mayRetry, retryDelay } from './retry.js';

/** Wraps each attempt, once the request may leave and before it does. */
export type WrapAttempt = <T>(attempt: () => Promise<T>) => Promise<T>;

/** What bounds one logical call, and what it shares with the other calls of its client. */
export interface CallContext {
  /** Retries at most. */
  readonly maxRetries: number;
  /** Milliseconds. */
  readonly maxRetryDelay: number;
  /** Ends waits before a request, but no request in flight. */
  readonly waitSignal: AbortSignal | undefined;
  readonly wrapAttempt: WrapAttempt;
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined;
  readonly queue: RequestQueue;
  readonly clock: Clock;
}

/**
 * Makes one logical call: attempts, until one succeeds or the next could be a second invite, or
 * of no use.
 *
 * @throws {@link InviteError} whatever goes wrong, and what `wrapAttempt` throws.
 */
export async function callWithRetries(
  attempt: () => Promise<Success>,
  context: CallContext,
): Promise<Success> {
  const { queue, clock, waitSignal, wrapAttempt, onAttempt } = context;
  for (let retries = 0; ; retries++) {
    const request = await queue.acquire(waitSignal);
    if (!request)
      throw new AbortedError('The call was aborted before the request was sent.', 'not-invited', {
        cause: waitSignal?.reason,
      });
    const started = clock.now();
    const result = await wrapAttempt(attempt).catch((error: unknown) => {
      if (error instanceof InviteError) return error;
      queue.release(request, { kind: 'lost' });
      throw error;
    });
    const duration = clock.now() - started;
    queue.release(request, toRequestResult(result, context));
    const next = result instanceof InviteError ? planNext(result, retries, context) : undefined;
    onAttempt?.(toAttemptEvent(result, { number: retries + 1, duration, next }));
    if (!(result instanceof InviteError)) return result;
    if (!next) throw result;
    if (next.reason === 'retry') await delay(next.delay, clock, waitSignal);
  }
}

/** What an attempt tells the rate limiter. */
function toRequestResult(
  result: Success | InviteError,
  { maxRetryDelay }: CallContext,
): RequestResult {
  if (!result.headers) return { kind: 'lost' };
  // A longer wait is the caller's to decide; the next call asks the server again.
  const longest = (wait: number): number => Math.min(wait, maxRetryDelay);
  const announced = readQuota(result.headers);
  const quota = announced && { ...announced, reset: longest(announced.reset) };
  if (!(result instanceof ApiError && result.status === 429 && isRateLimited(result)))
    return { kind: 'passed', quota };
  const { retryAfter } = result;
  return { kind: 'refused', delay: retryAfter && longest(retryAfter), quota };
}

/** Holds back all calls of the client where the server wants that, and says when this one goes on. */
function planNext(
  error: InviteError,
  retries: number,
  { maxRetries, maxRetryDelay, queue, clock }: CallContext,
): NextAttempt | undefined {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  if (isRateLimited(error)) queue.block(Math.min(asked, maxRetryDelay));
  if (!mayRetry(error) || retries >= maxRetries || asked > maxRetryDelay) return undefined;
  if (isRateLimited(error)) return { delay: queue.earliest, reason: 'rate-limit' };
  const wait = retryDelay(retries, { random: clock.random(), longest: maxRetryDelay });
  return { delay: wait, reason: 'retry' };
}
