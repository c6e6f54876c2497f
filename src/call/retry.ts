import { ApiError, ConnectionError, type InviteError } from '../errors.js';
import { ruleFor } from '../outcome/statuses.js';

/**
 * Whether a request may be sent again: only if the one before certainly made no invite, and only
 * where a second one has a chance.
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

/** A quota that is used up does not come back by waiting. */
function isOutOfQuota({ details }: ApiError): boolean {
  return [details.code, details.type].includes('insufficient_quota');
}

/** True if the error is a client-wide rate limit, or a server in trouble that names a pause. */
export function isRateLimited(error: InviteError): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  if (ruleFor(error.status).isRateLimit) return !isOutOfQuota(error);
  return error.status >= 500 && error.retryAfter !== undefined;
}

/**
 * Milliseconds until the next attempt after a failed connection: a least wait plus exponential
 * growth with full jitter. Without the least wait, chance alone would decide whether a call
 * survives a one-second outage.
 *
 * @param retries retries so far
 * @param options.random at least 0 and less than 1
 * @param options.longest the most that is chosen, in milliseconds
 */
export function retryDelay(
  retries: number,
  { random, longest }: { readonly random: number; readonly longest: number },
): number {
  return Math.min(longest, 750 + random * 500 * 2 ** retries);
}
