import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fixedWindow,
  slidingWindow,
  tokenBucket,
  type Limit,
} from '../../../bench/src/limits/limits.js';
import { RateLimiter, type Sent } from '../../../src/call/rate-limiter.js';

const limits = { slidingWindow, fixedWindow, tokenBucket };

interface Setup {
  readonly kind: keyof typeof limits;
  readonly count: number;
  readonly span: number;
  readonly isTold: boolean;
  readonly concurrency: number;
  readonly latency: number;
  readonly start: number;
  /** Instead of the kind, count and span. */
  readonly limit?: Limit;
}

const setups: fc.Arbitrary<Setup> = fc.record({
  kind: fc.constantFrom('slidingWindow', 'fixedWindow', 'tokenBucket'),
  count: fc.integer({ min: 1, max: 60 }),
  span: fc.constantFrom(1000, 10_000, 60_000, 3_600_000),
  isTold: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 32 }),
  latency: fc.integer({ min: 5, max: 900 }),
  start: fc.integer({ min: 0, max: 60_000 }),
});

interface Event {
  readonly at: number;
  readonly what: 'sent' | 'passed' | 'refused';
  readonly inFlight: number;
  readonly sentAt: number;
}

/** Sends so many requests, again if refused, in simulated time; the log of what happened when. */
function simulate(setup: Setup, requests = 120): readonly Event[] {
  const { concurrency, latency, start, isTold } = setup;
  const limit = setup.limit ?? limits[setup.kind](setup.count, setup.span);
  const limiter = new RateLimiter();
  const flight: { readonly at: number; readonly request: Sent }[] = [];
  const events: Event[] = [];
  const note = (what: Event['what'], sentAt: number): void => {
    events.push({ at: now, what, inFlight: flight.length, sentAt });
  };
  let now = 0;
  for (let passed = 0; passed < requests;) {
    let delay = 0;
    while (flight.length < Math.min(concurrency, requests - passed)) {
      delay = limiter.delay(now);
      if (delay > 0) break;
      flight.push({ at: now + latency, request: limiter.sent(now) });
      note('sent', now);
    }
    const first = flight[0];
    if (!first && delay === Infinity) throw new Error('Nothing is in flight, and nothing may go.');
    if (!first || (delay > 0 && now + delay < first.at)) {
      now += delay;
      continue;
    }
    flight.shift();
    now = first.at;
    const wait = limit(start + now);
    if (wait === 0) {
      passed++;
      limiter.passed(first.request, now);
    } else limiter.refused(first.request, now, isTold ? 1000 * Math.ceil(wait / 1000) : undefined);
    note(wait === 0 ? 'passed' : 'refused', first.request.sentAt);
    if (events.length > 5000) throw new Error('It hammers.');
  }
  return events;
}

/** Runs of refusals, from the first to the request that passes again. */
function isProbing(events: readonly Event[], index: number): boolean {
  const last = events.slice(0, index).findLast(({ what }) => what !== 'sent');
  return last?.what === 'refused';
}

const runs = { numRuns: 300 };

test('every request passes in the end, whatever the limit', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const events = simulate(setup);
      expect(events.filter(({ what }) => what === 'passed')).toHaveLength(120);
    }),
    runs,
  );
});

test('after a refusal, one request at a time probes', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const events = simulate(setup);
      const probes = events.filter(
        ({ what }, index) => what === 'sent' && isProbing(events, index),
      );
      for (const { inFlight } of probes) expect(inFlight).toBe(1);
    }),
    runs,
  );
});

test('no request leaves before the wait that the server asks for has passed', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const told = { ...setup, isTold: true };
      let until = 0;
      for (const { what, at } of simulate(told)) {
        if (what === 'sent') expect(at).toBeGreaterThanOrEqual(until);
        if (what === 'refused') until = Math.max(until, at + 1000);
      }
    }),
    runs,
  );
});

test('few refusals happen one after another', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const events = simulate(setup);
      let refusedAt = -1;
      let refusals = 0;
      for (const { what, at, sentAt } of events) {
        if (what !== 'refused' || sentAt <= refusedAt) continue;
        refusals++;
        refusedAt = at;
      }
      expect(refusals).toBeLessThanOrEqual(60);
    }),
    runs,
  );
});

/** Like `before` for five minutes, then like `after`. */
function change(before: Limit, after: Limit): Limit {
  return (now) => (now < 300_000 ? before : after)(now);
}

const changing = {
  concurrency: 4,
  latency: 250,
  start: 0,
  kind: 'slidingWindow',
  count: 0,
  span: 0,
} as const;
const perMinute = [
  ['a sliding window', (count: number) => slidingWindow(count, 60_000)],
  ['a fixed window', (count: number) => fixedWindow(count, 60_000)],
  ['a bucket', (count: number) => tokenBucket(count, 60_000)],
  ['a bucket without burst', (count: number) => tokenBucket(count, 60_000, 1)],
] as const;

test.each(perMinute)('%s that rises from 8 to 20 a minute is soon used', (_name, make) => {
  const limit = change(make(8), make(20));
  const events = simulate({ ...changing, isTold: false, limit }, 160);
  // 9.6 at best, and 19.9 without the rise.
  expect((events.at(-1)?.at ?? 0) / 60_000).toBeLessThan(15.5);
});

test.each(perMinute)('%s that falls from 20 to 8 a minute refuses few', (_name, make) => {
  const limit = change(make(20), make(8));
  const events = simulate({ ...changing, isTold: true, limit }, 180);
  expect(events.filter(({ what }) => what === 'refused').length).toBeLessThanOrEqual(27);
});

/** Another client sends a request every `interval` milliseconds. */
function shared(limit: Limit, interval: number): Limit {
  let next = 5000;
  return (now) => {
    for (; next < now; next += interval) limit(next);
    return limit(now);
  };
}

test.each([
  [20, 13_700],
  [30, 11_000],
  [30, 17_300],
])(
  'refusals because of another client do not add up to a crawl: %i a minute, one of them every %i ms',
  (count, interval) => {
    for (const isTold of [true, false]) {
      const limit = shared(tokenBucket(count, 60_000, 1), interval);
      const events = simulate({ ...changing, isTold, limit }, 10 * count);
      const least = (10 * count) / (count - 60_000 / interval);
      expect((events.at(-1)?.at ?? 0) / 60_000).toBeLessThan(1.5 * least);
    }
  },
);

test('it is deterministic', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      expect(simulate(setup)).toEqual(simulate(setup));
    }),
    { numRuns: 50 },
  );
});

test('nothing waits before the first refusal', () => {
  const limiter = new RateLimiter();
  for (let request = 0; request < 10_000; request++) {
    expect(limiter.delay(request / 100)).toBe(0);
    limiter.sent(request / 100);
  }
});

test('a limit that was learned is kept from the first request on', () => {
  const limiter = new RateLimiter();
  const limit = { kind: 'window', requests: 2, milliseconds: 60_000 } as const;
  limiter.restore(1000, { limit, isOld: false, passed: [20_000] });
  limiter.passed(limiter.sent(1000), 1050);
  expect(limiter.delay(1050)).toBeCloseTo(60_000 - 20_000 - 50 - 50);
});

test.each([
  ['is tried out at once if it is old', true],
  ['is kept for a while if it is new', false],
])('a limit that was learned %s', (_name, isOld) => {
  const limiter = new RateLimiter();
  const limit = { kind: 'interval', requests: 1, milliseconds: 1000 } as const;
  limiter.restore(0, { limit, isOld, passed: [] });
  let now = 0;
  for (let request = 0; request < 10; request++) {
    now += limiter.delay(now);
    limiter.passed(limiter.sent(now), now + 1);
    now++;
  }
  expect(now < 9000).toBe(isOld);
});

test('what a server says is left holds requests back before the first refusal', () => {
  const limiter = new RateLimiter();
  limiter.passed(limiter.sent(0), 100);
  limiter.announced(100, { remaining: 1, reset: 30_000 });
  expect(limiter.delay(100)).toBe(0);
  limiter.passed(limiter.sent(100), 200);
  limiter.announced(200, { remaining: 0, reset: 30_000 });
  expect(limiter.delay(200)).toBe(30_000);
  expect(limiter.delay(30_200)).toBe(0);
});

test('what a server says is left lets no request go before the limit that it was seen to have', () => {
  const limiter = new RateLimiter();
  const limit = { kind: 'window', requests: 1, milliseconds: 60_000 } as const;
  limiter.restore(0, { limit, isOld: false, passed: [] });
  limiter.passed(limiter.sent(0), 100);
  limiter.announced(100, { remaining: 50, reset: 1 });
  expect(limiter.delay(100)).toBeCloseTo(59_900);
});

test('headers are ignored once they prove wrong', () => {
  const limiter = new RateLimiter();
  const [first, second] = [limiter.sent(0), limiter.sent(0)];
  limiter.passed(first, 100);
  limiter.announced(100, { remaining: 0, reset: 30_000 });
  expect(limiter.delay(100)).toBe(30_000);
  limiter.passed(second, 100);
  limiter.announced(100, { remaining: 0, reset: 30_000 });
  expect(limiter.delay(100)).toBe(0);
});

test('refusals of requests that are forgotten by now leave the others counted', () => {
  const limiter = new RateLimiter();
  const [first, ...rest] = Array.from({ length: 25_000 }, () => limiter.sent(0));
  for (const request of rest.slice(-10)) limiter.passed(request, 100);
  if (first) limiter.refused(first, 200);
  for (const request of rest.slice(0, -10)) limiter.refused(request, 300);
  for (let now = 300; now < 20_000;) {
    now += limiter.delay(now) + 100;
    limiter.passed(limiter.sent(now - 100), now);
  }
  expect(limiter.learned).toMatchObject({ kind: 'window', requests: 10 });
});

test('a first answer that takes long, for its connection, does not make a probe too early', () => {
  const limiter = new RateLimiter();
  const allows = slidingWindow(2, 10_000);
  /** The server counts a request as it answers; only the first one waits for a connection. */
  const send = (at: number, latency: number): boolean => {
    const request = limiter.sent(at);
    const isRefused = allows(at + latency) > 0;
    if (isRefused) limiter.refused(request, at + latency);
    else limiter.passed(request, at + latency);
    return isRefused;
  };
  let now = 0;
  for (const latency of [400, 2, 2]) {
    send(now, latency);
    now += latency;
  }
  while (now < 10_350) {
    now += limiter.delay(now);
    const isRefused = send(now, 2);
    now += 2;
    if (now > 9000) expect(isRefused).toBe(false);
  }
});
