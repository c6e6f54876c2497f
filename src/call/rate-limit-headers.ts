/** What a response says of a rate limit. */
export interface Quota {
  /** Requests that are left. */
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
  const quotas = [readOpenAI(headers), readThreeFields(headers), ...readStructured(headers)];
  return quotas
    .filter((quota) => quota !== undefined)
    .sort((a, b) => a.remaining - b.remaining || b.reset - a.reset)[0];
}

/** Whole numbers of at most nine digits; anything else is nonsense. */
function toInteger(text: string | null | undefined): number | undefined {
  return text != null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The reset is when all of the limit is back: one request is back in a fraction of that. */
function readOpenAI(headers: Headers): Quota | undefined {
  const remaining = toInteger(headers.get('x-ratelimit-remaining-requests'));
  const reset = toDuration(headers.get('x-ratelimit-reset-requests'));
  if (remaining === undefined || reset === undefined) return undefined;
  const limit = toInteger(headers.get('x-ratelimit-limit-requests')) ?? remaining;
  return { remaining, reset: reset / Math.max(1, limit - remaining) };
}

/** Milliseconds of `6m0s`, `1.5s` or `20ms`, Go's form of a duration. */
function toDuration(text: string | null): number | undefined {
  const match = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,5})m(?!s))?(?:(\d{1,7}(?:\.\d+)?)(s|ms))?$/.exec(
    text ?? '',
  );
  if (!match) return undefined;
  const [, hours = 0, minutes = 0, rest = 0, unit] = match;
  const milliseconds = Number(rest) * (unit === 's' ? 1000 : 1);
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + milliseconds;
}

function readThreeFields(headers: Headers): Quota | undefined {
  const remaining = toInteger(headers.get('ratelimit-remaining'));
  const reset = toInteger(headers.get('ratelimit-reset'));
  if (remaining === undefined || reset === undefined) return undefined;
  return { remaining, reset: 1000 * reset };
}

/** A policy without a reset is over with its window. */
function readStructured(headers: Headers): Quota[] {
  const policies = new Map(parseItems(headers.get('ratelimit-policy')));
  return parseItems(headers.get('ratelimit')).flatMap(([name, parameters]) => {
    const policy = policies.get(name);
    const unit = policy?.get('qu') ?? '"requests"';
    const remaining = toInteger(parameters.get('r'));
    const reset = toInteger(parameters.get('t') ?? policy?.get('w'));
    if (remaining === undefined || reset === undefined || unit !== '"requests"') return [];
    return [{ remaining, reset: 1000 * reset }];
  });
}

const item =
  /^("[^"\\]*"|[A-Za-z*][\w:/.*-]*)((?: *; *[a-z*][\w.*-]*(?:=(?:"[^"\\]*"|[^";, ]+))?)*)$/;

/** A list of strings or tokens with parameters (RFC 9651, section 3.1); empty if it is none. */
function parseItems(text: string | null): [string, Map<string, string>][] {
  if (text === null || text.length > 1000) return [];
  const parsed: [string, Map<string, string>][] = [];
  // At the commas that are followed by an even number of quotes.
  for (const part of text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const match = item.exec(part.trim());
    if (!match) return [];
    const [, name = '', rest = ''] = match;
    const pairs = rest.matchAll(/; *([^=; ]+)(?:=("[^"]*"|[^; ]+))?/g);
    const parameters = [...pairs].map(([, key = '', value = '']) => [key, value] as const);
    parsed.push([name.replaceAll('"', ''), new Map(parameters)]);
  }
  return parsed;
}
