import { AbortedError, ApiError, DriftError, InviteError } from '../errors.js';
import type { Success } from '../outcome/success.js';
import { toAttemptEvent, type AttemptEvent, type NextAttempt } from './attempt-event.js';
import type { Clock } from './clock.js';
import { delay } from './delay.js';
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
  readonly limiter: RequestQueue;
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
  const { limiter, clock, waitSignal, wrapAttempt, onAttempt } = context;
  for (let retries = 0; ; retries++) {
    const request = await limiter.acquire(waitSignal);
    if (!request)
      throw new AbortedError('The call was aborted before the request was sent.', 'not-invited', {
        cause: waitSignal?.reason,
      });
    const started = clock.now();
    const tell = (result: Success | InviteError, next?: NextAttempt): void =>
      onAttempt?.(
        toAttemptEvent(result, { number: retries + 1, duration: clock.now() - started, next }),
      );
    let result: Success | InviteError;
    try {
      result = await wrapAttempt(attempt);
      limiter.release(request, { kind: 'passed' });
    } catch (error) {
      limiter.release(request, toRequestResult(error, context.maxRetryDelay));
      if (!(error instanceof InviteError)) throw error;
      result = error;
    }
    if (!(result instanceof InviteError)) {
      tell(result);
      return result;
    }
    const next = planNext(result, retries, context);
    tell(result, next);
    if (!next) throw result;
    if (next.reason === 'retry') await delay(next.delay, clock, waitSignal);
  }
}

/** What an error means to the rate limiter. A delay beyond the longest is this call's error alone. */
function toRequestResult(error: unknown, longest: number): RequestResult {
  if (error instanceof DriftError) return { kind: 'passed' };
  if (!(error instanceof ApiError)) return { kind: 'lost' };
  if (!isRateLimited(error) || error.status !== 429) return { kind: 'passed' };
  const { retryAfter = 0 } = error;
  return { kind: 'refused', delay: retryAfter > longest ? undefined : error.retryAfter };
}

/** Says when a call goes on; a server in trouble that names a pause gets it from all calls. */
function planNext(
  error: InviteError,
  retries: number,
  { maxRetries, maxRetryDelay, limiter, clock }: CallContext,
): NextAttempt | undefined {
  const wait = retryDelay(error, { retries, random: clock.random(), longest: maxRetryDelay });
  if (wait > maxRetryDelay) return undefined;
  if (isRateLimited(error) && error.status !== 429) limiter.block(wait);
  if (!mayRetry(error) || retries >= maxRetries) return undefined;
  if (isRateLimited(error)) return { delay: limiter.wait, reason: 'rate-limit' };
  return { delay: wait, reason: 'retry' };
}
