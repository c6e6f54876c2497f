import { ApiError, ConnectionError, type InviteError } from '../errors.js';
import { ruleFor } from '../outcome/statuses.js';

/**
 * True if a request may be sent again: the one before certainly made no invite, and a second one
 * has a chance.
 */
export function mayRetry(error: InviteError): boolean {
  if (error.outcome !== 'not-invited') return false;
  if (error instanceof ConnectionError) return true;
  return (
    error instanceof ApiError &&
    isWorthRetrying(error.status) &&
    error.headers.get('x-should-retry') !== 'false' &&
    !isOutOfQuota(error)
  );
}

/** Of the statuses that leave the outcome open, only operations that may be repeated get here. */
function isWorthRetrying(status: number): boolean {
  const { isRetried, outcome } = ruleFor(status);
  return isRetried || (outcome === 'unknown' && status >= 400);
}

/** Waiting does not restore a used-up quota. */
function isOutOfQuota({ details }: ApiError): boolean {
  return [details.code, details.type].includes('insufficient_quota');
}

/** True if the error is a client-wide rate limit, or a server error with a pause. */
export function isRateLimited(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  if (ruleFor(error.status).isRateLimit) return !isOutOfQuota(error);
  return error.status >= 500 && error.retryAfter !== undefined;
}

/**
 * Milliseconds until the next attempt after a failed connection: a minimum wait plus exponential
 * growth with full jitter. Without the minimum, it would depend on chance whether a call survives a
 * one-second outage.
 *
 * @param retries retries so far
 * @param options.random at least 0 and less than 1
 * @param options.longest upper limit, in milliseconds
 */
export function retryDelay(
  retries: number,
  { random, longest }: { readonly random: number; readonly longest: number },
): number {
  return Math.min(longest, 750 + random * 500 * 2 ** retries);
}
