/** A server's limit: milliseconds to wait, or 0 if the request may pass. */
export type Limit = (now: number) => number;

export function slidingWindow(count: number, span: number): Limit {
  const passed: number[] = [];
  return (now) => {
    while (passed[0] !== undefined && passed[0] <= now - span) passed.shift();
    if (passed.length >= count) return (passed[0] ?? now) + span - now;
    passed.push(now);
    return 0;
  };
}

export function fixedWindow(count: number, span: number): Limit {
  let current = -1;
  let passed = 0;
  return (now) => {
    const window = Math.floor(now / span);
    if (window !== current) [current, passed] = [window, 0];
    return passed++ < count ? 0 : (window + 1) * span - now;
  };
}

/** With a burst of 1, a leaky bucket: one request after each interval. */
export function tokenBucket(count: number, span: number, burst = count): Limit {
  let [tokens, filledAt] = [burst, 0];
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - filledAt) * count) / span);
    filledAt = now;
    if (tokens < 1) return ((1 - tokens) * span) / count;
    tokens--;
    return 0;
  };
}

/** Both limits must allow a request. */
export function both(inner: Limit, outer: Limit): Limit {
  return (now) => inner(now) || outer(now);
}

/** A server with a limit, and the number of rows to send. */
export interface Model {
  readonly name: string;
  readonly limit: () => Limit;
  /** `Retry-After` of a refusal, in seconds; undefined if the server sends none. */
  readonly retryAfter: (milliseconds: number) => number | undefined;
  readonly rows: number;
  /** The shortest possible time for all rows, in minutes. */
  readonly least: number;
  /**
   * The setting of a user who knows the limit: a number of requests per interval in milliseconds.
   */
  readonly known: { readonly limit: number; readonly interval: number };
}

const minute = 60_000;
const told = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
const untold = (): undefined => undefined;
const windows = (rows: number, count: number, span = minute): number =>
  ((Math.ceil(rows / count) - 1) * span) / minute;

/** A server's limit, its rate, and its `Retry-After`. */
function model(
  name: string,
  limit: () => Limit,
  setup: Omit<Model, 'name' | 'limit' | 'known'> & { readonly perSpan: readonly [number, number] },
): Model {
  const { perSpan, ...rest } = setup;
  return { name, limit, ...rest, known: { limit: perSpan[0], interval: perSpan[1] } };
}

export const models: readonly Model[] = [
  ...[told, untold].flatMap((retryAfter) => {
    const said = retryAfter === told ? 'Retry-After' : 'no Retry-After';
    return [
      model(`8 in any minute, ${said}`, () => slidingWindow(8, minute), {
        ...{ retryAfter, rows: 120, least: windows(120, 8), perSpan: [8, minute] },
      }),
      model(`60 in each minute, ${said}`, () => fixedWindow(60, minute), {
        ...{ retryAfter, rows: 600, least: windows(600, 60), perSpan: [60, minute] },
      }),
      model(`60 a minute, burst of 60, ${said}`, () => tokenBucket(60, minute), {
        ...{ retryAfter, rows: 600, least: (600 - 60) / 60, perSpan: [60, minute] },
      }),
    ];
  }),
  model('one every 7.5 s, no Retry-After', () => tokenBucket(8, minute, 1), {
    ...{ retryAfter: untold, rows: 120, least: (120 - 1) / 8, perSpan: [1, 7500] },
  }),
  model('5 in any second, no Retry-After', () => slidingWindow(5, 1000), {
    ...{ retryAfter: untold, rows: 600, least: windows(600, 5, 1000), perSpan: [5, 1000] },
  }),
  model('200 in any hour, no Retry-After', () => slidingWindow(200, 60 * minute), {
    ...{ retryAfter: untold, rows: 600, least: windows(600, 200, 60 * minute) },
    perSpan: [200, 60 * minute],
  }),
  model('10 in any minute and 100 in any hour, no Retry-After', twoWindows, {
    ...{ retryAfter: untold, rows: 200, least: 60 + windows(100, 10), perSpan: [10, minute] },
  }),
  model('8 in any minute, Retry-After: 1', () => slidingWindow(8, minute), {
    ...{ retryAfter: () => 1, rows: 120, least: windows(120, 8), perSpan: [8, minute] },
  }),
];

function twoWindows(): Limit {
  return both(slidingWindow(10, minute), slidingWindow(100, 60 * minute));
}
