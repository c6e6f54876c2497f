import { ApiError, ConfigurationError, ConnectionError, type InviteError } from '../errors.js';
import { isRateLimited, mayRetry } from '../call/retry.js';
import { ruleFor } from '../outcome/statuses.js';

/** Whether the server wants all requests to wait, and no more than that. */
export function isThrottling(error: Error): error is ApiError {
  return error instanceof ApiError && mayRetry(error) && isRateLimited(error);
}

/** Whether the next row would meet the same: a wrong key or address, no network, no quota. */
export function isFatalForImport(error: InviteError): boolean {
  if (error instanceof ConfigurationError) return true;
  if (error instanceof ConnectionError) return error.outcome === 'not-invited';
  if (!(error instanceof ApiError)) return false;
  return ruleFor(error.status).isFatalForImport;
}

/** In a word or two; the whole message may hold what the server said of the invitee. */
export function describe({ name, status }: InviteError): string {
  return status === undefined ? name : `${name} ${status}`;
}
