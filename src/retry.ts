import { ApiError, ConnectionError, type InviteError } from './errors.js';

/**
 * Whether a request may be sent again: only if the one before surely made no invite, and only
 * where a second one has a chance.
 */
export function mayRetry(error: InviteError): boolean {
  if (error.outcome !== 'not-invited') return false;
  if (error instanceof ConnectionError) return true;
  if (!(error instanceof ApiError) || error.headers.get('x-should-retry') === 'false') return false;
  return error.status === 503 || (error.status === 429 && !isOutOfQuota(error));
}

/** A quota that is used up does not come back by waiting. */
function isOutOfQuota({ details }: ApiError): boolean {
  return [details.code, details.type].includes('insufficient_quota');
}

/** Whether an error tells of all calls of a client, and not of this one alone. */
export function concernsAll(error: InviteError): boolean {
  return error instanceof ApiError && (error.status === 429 || error.retryAfter !== undefined);
}

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, which OpenAI sends, else
 * `Retry-After` (RFC 9110, section 10.2.3) in seconds or as a date; undefined where neither can
 * be understood.
 *
 * @param now milliseconds since 1970
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const ms = toNumber(headers.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const text = headers.get('retry-after')?.trim() ?? '';
  const seconds = toNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  if (!httpDate.test(text)) return undefined;
  // The oldest of the three forms bears no zone; HTTP dates are always in GMT.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The three forms of RFC 9110, section 5.6.7. `Date.parse` alone takes nearly any text. */
const httpDate =
  /^[A-Z][a-z]{2,8},? (\d\d[ -][A-Z][a-z]{2}[ -]\d{2,4}|[A-Z][a-z]{2} [ \d]\d) \d\d:\d\d:\d\d (GMT|\d{4})$/;

function toNumber(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/**
 * Milliseconds until the next try: what the server asks for, else a least wait and, on top of it,
 * exponential growth with full jitter. Without a least wait chance alone would decide whether a
 * call survives a second's outage; a bare 429 waits for seconds, since these endpoints allow some
 * 7 to 10 requests a minute.
 *
 * @param retries how many tries were made again already
 * @param random at least 0 and less than 1
 * @param longest the most that is chosen here, in milliseconds; a server may ask for more
 */
export function retryDelay(
  error: InviteError,
  retries: number,
  random: number,
  longest: number,
): number {
  if (error instanceof ApiError && error.retryAfter !== undefined) return error.retryAfter;
  const throttled = error instanceof ApiError && error.status === 429;
  const [least, first] = throttled ? [2_000, 4_000] : [750, 500];
  return Math.min(longest, least + random * first * 2 ** retries);
}
