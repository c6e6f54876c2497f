/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, which OpenAI sends, else
 * `Retry-After` (RFC 9110, section 10.2.3) in seconds or as a date, which is read against the
 * response's own `Date`; undefined if neither is valid.
 *
 * @param now milliseconds since 1970, for a response without a `Date`
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const ms = toNumber(headers.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const text = headers.get('retry-after');
  const seconds = toNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = toDate(text);
  return date && Math.max(0, date - (toDate(headers.get('date')) ?? now));
}

function toNumber(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** The three forms of RFC 9110, section 5.6.7. `Date.parse` alone accepts almost any text. */
const httpDate =
  /^[A-Z][a-z]{2,8},? (\d\d[ -][A-Z][a-z]{2}[ -]\d{2,4}|[A-Z][a-z]{2} [ \d]\d) \d\d:\d\d:\d\d (GMT|\d{4})$/;

/** Milliseconds since 1970. */
function toDate(header: string | null): number | undefined {
  const text = header?.trim() ?? '';
  if (!httpDate.test(text)) return undefined;
  // The oldest of the three forms has no zone; HTTP dates are always in GMT.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : date;
}
