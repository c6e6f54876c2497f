import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  nextStep,
  type InviteError,
} from '../errors.js';
import { isRateLimited as isRateLimit, mayRetry } from '../call/retry.js';
import { ruleFor } from '../outcome/statuses.js';
import type { Terms } from './journal/format.js';

/** True if the server only asks all requests to wait. */
export function isRateLimited(error: unknown): error is ApiError {
  return error instanceof ApiError && mayRetry(error) && isRateLimit(error);
}

/** True if the request never left: the network is down, or the name cannot be looked up. */
export function isOffline(error: unknown): boolean {
  return error instanceof ConnectionError && error.outcome === 'not-invited';
}

/**
 * True if the next row would fail in the same way: a wrong key or URL, a used-up quota. A 403 or
 * 404 may also be about a project of this row.
 *
 * @param succeeded whether this key has made an invite at this URL
 */
export function isFatal(error: InviteError, terms: Terms, succeeded: boolean): boolean {
  if (error instanceof ConfigurationError) return true;
  if (!(error instanceof ApiError) || !ruleFor(error.status).isFatalForImport) return false;
  const { projects } = terms;
  const mayBeAboutRow = succeeded || (Array.isArray(projects) && projects.length > 0);
  return !mayBeAboutRow || ![403, 404].includes(error.status);
}

/**
 * Counts consecutive failures that are not about the rows: unknown outcomes of any cause, or the
 * same refusal repeatedly.
 */
export class FailureStreak {
  #kind = '';
  #length = 0;

  /** @returns length of the streak, including this failure */
  add(error: InviteError): number {
    const kind = error.outcome === 'unknown' ? 'unknown' : refusalOf(error);
    this.#length = kind === this.#kind ? this.#length + 1 : 1;
    this.#kind = kind;
    return this.#length;
  }

  end(): void {
    this.#length = 0;
  }
}

/** The part of a refusal that is the same for several rows; a refusal of one address differs. */
function refusalOf(error: InviteError): string {
  return error instanceof ApiError
    ? `${error.status} ${JSON.stringify(error.details)}`
    : error.message;
}

/** A message without the sentence about the outcome, where that is said already. */
export function withoutNextStep(message: string): string {
  return Object.values(nextStep).reduce((text, step) => text.replace(step, '').trimEnd(), message);
}

/** What was thrown, as an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
