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
    ruleFor(error.status).isRetried &&
    error.headers.get('x-should-retry') !== 'false' &&
    !isOutOfQuota(error)
  );
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
 * Milliseconds until the next attempt: what the server asks for, else a least wait plus exponential
 * growth with full jitter. Without the least wait, chance alone would decide whether a call
 * survives a one-second outage; a 429 without `Retry-After` waits for seconds, since these
 * endpoints allow some 7 to 10 requests a minute.
 *
 * @param options.retries retries so far
 * @param options.random at least 0 and less than 1
 * @param options.longest the most that is chosen here, in milliseconds; a server may ask for more
 */
export function retryDelay(
  error: InviteError,
  options: { readonly retries: number; readonly random: number; readonly longest: number },
): number {
  if (error instanceof ApiError && error.retryAfter !== undefined) return error.retryAfter;
  const [least, first] = error instanceof ApiError ? [2_000, 4_000] : [750, 500];
  return Math.min(options.longest, least + options.random * first * 2 ** options.retries);
}
