import {
  AbortedError,
  ApiError,
  InviteError,
  type InviteErrorCode,
  type Outcome,
} from '../errors.js';
import { propertyIn } from '../json.js';
import type { Success } from '../outcome/success.js';
import { attempt, type AttemptOptions } from './attempt.js';
import { readQuota } from './rate-limit-headers.js';
import type { RequestQueue, RequestResult } from './request-queue.js';
import { isRateLimited, mayRetry, retryDelay } from './retry.js';
import { delay } from './time.js';

/** The result of one attempt of a call. It contains neither the key nor data of the invitee. */
export interface AttemptEvent {
  /** 1-based number of the attempt within its call. */
  readonly number: number;
  /** Milliseconds from sending to the whole answer, or to the error. */
  readonly duration: number;
  /** The HTTP status, if there was a response. */
  readonly status: number | undefined;
  /** The server's `x-request-id`, if the response has one. */
  readonly requestId: string | undefined;
  readonly outcome: Outcome;
  /** The error's `code`; undefined for a success. */
  readonly code: InviteErrorCode | undefined;
  /** The next attempt; undefined if there is none. */
  readonly next: NextAttempt | undefined;
}

export interface NextAttempt {
  /** Minimum delay in milliseconds. */
  readonly delay: number;
  /** `rate-limit`: the server wants all calls of the client to wait. */
  readonly reason: 'rate-limit' | 'retry';
}

/** Limits of one logical call, and what it shares with other calls of the client. */
export interface CallContext<Body = unknown, Result = unknown> extends AttemptOptions<
  Body,
  Result
> {
  /** Maximum number of retries. */
  readonly maxRetries: number;
  /** Milliseconds. */
  readonly maxRetryDelay: number;
  /** Ends waits before a request; does not abort requests in flight. */
  readonly waitSignal: AbortSignal | undefined;
  /** Wraps each attempt, just before its request is sent. */
  readonly wrapAttempt:
    ((attempt: () => Promise<Success<Result>>) => Promise<Success<Result>>) | undefined;
  readonly listeners: readonly ((event: AttemptEvent) => void)[];
  readonly queue: RequestQueue;
}

/**
 * Makes one logical call. It retries until an attempt succeeds, or until another one could be a
 * second invite or would be useless.
 *
 * @throws {@link InviteError} whatever goes wrong, and what `wrapAttempt` throws.
 */
export async function callWithRetries<Body, Result>(
  context: CallContext<Body, Result>,
): Promise<Success<Result>> {
  const { operation, queue, clock, waitSignal, wrapAttempt, listeners } = context;
  for (let retries = 0; ; retries++) {
    const request = await queue.acquire(waitSignal);
    if (!request)
      throw new AbortedError('The call was aborted before the request was sent.', 'not-invited', {
        cause: propertyIn(waitSignal, 'reason'),
      });
    const attempted = wrapAttempt ? wrapAttempt(() => attempt(context)) : attempt(context);
    const { success, error } = await attempted.then(
      (result) => ({ success: result, error: undefined }),
      (thrown: unknown) => {
        if (thrown instanceof InviteError) return { success: undefined, error: thrown };
        queue.release(request, { kind: 'lost' });
        throw thrown;
      },
    );
    const { headers } = success ?? error;
    const duration = queue.release(request, toRequestResult(headers, error, context));
    const next = error && planNext(error, retries, context);
    for (const listener of listeners) {
      const { status, requestId } = success ? success.info() : error;
      const { code, outcome = operation.outcomes.success } = error ?? {};
      listener({ number: retries + 1, duration, status, requestId, outcome, code, next });
    }
    if (success) return success;
    if (!next) throw error;
    if (next.reason === 'retry') await delay(next.delay, { clock, signal: waitSignal });
  }
}

type RetryBounds = Pick<CallContext, 'maxRetries' | 'maxRetryDelay' | 'queue' | 'clock'>;

/** The result of an attempt for the rate limiter. */
function toRequestResult(
  headers: Headers | undefined,
  error: InviteError | undefined,
  { maxRetryDelay }: RetryBounds,
): RequestResult {
  if (!headers) return { kind: 'lost' };
  // The caller decides about longer waits; the next call asks the server again.
  const longest = (wait: number): number => Math.min(wait, maxRetryDelay);
  const announced = readQuota(headers);
  const quota = announced && { ...announced, reset: longest(announced.reset) };
  if (!error || !isRateLimited(error)) return { kind: 'passed', quota };
  const { status, retryAfter } = error;
  const kind = status === 429 ? 'refused' : 'passed';
  return { kind, delay: retryAfter && longest(retryAfter), quota };
}

/** When and why the call continues; undefined if it does not. */
function planNext(
  error: InviteError,
  retries: number,
  { maxRetries, maxRetryDelay, queue, clock }: RetryBounds,
): NextAttempt | undefined {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  if (!mayRetry(error) || retries >= maxRetries || asked > maxRetryDelay) return undefined;
  if (isRateLimited(error)) return { delay: queue.earliest, reason: 'rate-limit' };
  const wait = retryDelay(retries, { random: clock.random(), longest: maxRetryDelay });
  return { delay: wait, reason: 'retry' };
}
