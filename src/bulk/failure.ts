import { ApiError, ConfigurationError, ConnectionError, type InviteError } from '../errors.js';
import { concernsAll, mayRetry } from '../retry.js';

/** Whether the server wants all requests to wait, and no more than that. */
export function isThrottling(error: Error): error is ApiError {
  return error instanceof ApiError && mayRetry(error) && concernsAll(error);
}

/** Whether the next row would meet the same: a wrong key or address, no network, no quota. */
export function concernsEveryRow(error: InviteError): boolean {
  if (error instanceof ConfigurationError) return true;
  if (error instanceof ConnectionError) return error.outcome === 'not-invited';
  if (!(error instanceof ApiError)) return false;
  return [401, 403, 404, 429].includes(error.status) || mayRetry(error);
}

/** In a word or two; the whole message may hold what the server said of the invitee. */
export function describe({ name, status }: InviteError): string {
  return status === undefined ? name : `${name} ${status}`;
}
