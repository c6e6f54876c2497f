/** A rate limit, as reported by response headers. */
export interface Quota {
  /** Remaining requests. */
  readonly remaining: number;
  /** Milliseconds until there is room for another one, once none is left. */
  readonly reset: number;
}

/**
 * The quota with the fewest requests left, among those in `x-ratelimit-*-requests` as OpenAI sends
 * them, in `RateLimit` with `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10, sections 3
 * and 4), and in `RateLimit-Remaining` with `RateLimit-Reset` (the same draft until version 06).
 * Undefined if there is none that can be understood.
 */
export function readQuota(headers: Headers): Quota | undefined {
  const quotas = [readOpenAI, readThreeFields, readStructured].flatMap((read) => read(headers));
  return quotas.sort((a, b) => a.remaining - b.remaining || b.reset - a.reset)[0];
}

/** Whole numbers of at most nine digits; anything else is nonsense. */
function toInteger(text: string | null | undefined): number | undefined {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined;
}

function toQuota(remaining: number | undefined, reset: number | undefined): Quota[] {
  return remaining === undefined || reset === undefined ? [] : [{ remaining, reset }];
}

function inMilliseconds(seconds: number | undefined): number | undefined {
  return seconds && 1000 * seconds;
}

/**
 * The reset is the time until the whole limit is available again; one request is available after a
 * fraction of it.
 */
function readOpenAI(headers: Headers): Quota[] {
  const remaining = toInteger(headers.get('x-ratelimit-remaining-requests'));
  if (remaining === undefined) return [];
  const limit = toInteger(headers.get('x-ratelimit-limit-requests'));
  const reset = toDuration(headers.get('x-ratelimit-reset-requests'));
  const used = Math.max(1, (limit ?? 0) - remaining);
  return toQuota(remaining, reset && reset / used);
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of `6m0s`, `1.5s` or `20ms`, Go's form of a duration. */
function toDuration(text: string | null): number | undefined {
  if (!/^(?=\d)(\d{1,4}h)?(\d{1,5}m)?(\d{1,7}(\.\d+)?m?s)?$/.test(text ?? '')) return undefined;
  let sum = 0;
  for (const [, value, unit = ''] of (text ?? '').matchAll(/([\d.]+)(ms|[hms])/g))
    sum += Number(value) * (units[unit] ?? 0);
  return sum;
}

function readThreeFields(headers: Headers): Quota[] {
  const remaining = toInteger(headers.get('ratelimit-remaining'));
  if (remaining === undefined) return [];
  const reset = toInteger(headers.get('ratelimit-reset'));
  return toQuota(remaining, inMilliseconds(reset));
}

/** Without a reset, the policy's window counts. */
function readStructured(headers: Headers): Quota[] {
  const limits = parseItems(headers.get('ratelimit'));
  if (limits.length === 0) return [];
  const policies = new Map(parseItems(headers.get('ratelimit-policy')));
  return limits.flatMap(([name, { r, t }]) => {
    const { w, qu = '"requests"' } = policies.get(name) ?? {};
    if (qu !== '"requests"') return [];
    return toQuota(toInteger(r), inMilliseconds(toInteger(t ?? w)));
  });
}

type Parameters = Partial<Record<string, string>>;

/**
 * A list of strings or tokens with parameters (RFC 9651, section 3.1). Invalid items have no
 * parameters.
 */
function parseItems(text: string | null): [string, Parameters][] {
  // Quotes come in pairs.
  if (text === null || text.length > 1000 || text.split('"').length % 2 === 0) return [];
  // Separators are followed by an even number of quotes.
  const split = (list: string, separator: string): string[] =>
    list.split(new RegExp(`${separator}(?=(?:[^"]*"[^"]*")*[^"]*$)`)).map((part) => part.trim());
  return split(text, ',').map((item) => {
    const [name = '', ...rest] = split(item, ';');
    const parameters = rest.map((parameter) => {
      const [key = '', value = ''] = parameter.split('=');
      return [key, value] as const;
    });
    return [name.replace(/^"(.*)"$/, '$1'), Object.fromEntries(parameters)];
  });
}
