import { AbortedError, InviteError } from '../errors.js';
import type { Success } from '../outcome/success.js';
import { toAttemptEvent, type AttemptEvent, type NextAttempt } from './attempt-event.js';
import type { Clock } from './clock.js';
import { delay } from './delay.js';
import type { RateLimiter } from './rate-limiter.js';
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
  readonly limiter: RateLimiter;
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
    if (!(await limiter.acquire(waitSignal)))
      throw new AbortedError('The call was aborted before the request was sent.', 'not-invited', {
        cause: waitSignal?.reason,
      });
    const started = clock.now();
    const tell = (result: Success | InviteError, next?: NextAttempt): void =>
      onAttempt?.(
        toAttemptEvent(result, { number: retries + 1, duration: clock.now() - started, next }),
      );
    let isRefused = false;
    let next: NextAttempt | undefined;
    try {
      const success = await wrapAttempt(attempt);
      tell(success);
      return success;
    } catch (error) {
      if (!(error instanceof InviteError)) throw error;
      isRefused = isRateLimited(error);
      next = planNext(error, retries, context);
      tell(error, next);
      if (!next) throw error;
    } finally {
      limiter.release(isRefused);
    }
    if (next.reason === 'retry') await delay(next.delay, clock, waitSignal);
  }
}

/** Holds back all calls of the client where the server wants that, and says when this one goes on. */
function planNext(
  error: InviteError,
  retries: number,
  { maxRetries, maxRetryDelay, limiter, clock }: CallContext,
): NextAttempt | undefined {
  const wait = retryDelay(error, { retries, random: clock.random(), longest: maxRetryDelay });
  if (wait > maxRetryDelay) return undefined;
  if (isRateLimited(error)) limiter.block(wait);
  if (!mayRetry(error) || retries >= maxRetries) return undefined;
  return { delay: wait, reason: isRateLimited(error) ? 'rate-limit' : 'retry' };
}
