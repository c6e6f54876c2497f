import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import { RateLimiter } from '../../../src/call/rate-limiter.js';
import { ada, failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

/** A clock that stands still until it is told to go on. */
function manualClock() {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    timers,
    now: () => now,
    date: () => now,
    random: () => 0.5,
    after: (milliseconds: number, callback: () => void) => {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    goTo(time: number) {
      now = time;
      for (const timer of [...timers])
        if (timer.at <= now && timers.delete(timer)) timer.callback();
    },
  };
}

/** Lets promises settle. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the rate limiter', () => {
  test('holds every call back, then lets one go, then more and more, up to as many as before', async () => {
    const clock = manualClock();
    const limiter = new RateLimiter(clock);
    for (let call = 0; call < 5; call++) await limiter.acquire(undefined);
    limiter.block(1000);
    for (let call = 0; call < 5; call++) limiter.release(true);

    let entered = 0;
    for (let call = 0; call < 100; call++) void limiter.acquire(undefined).then(() => entered++);
    await settle();
    clock.goTo(999);
    await settle();
    expect(entered).toBe(0);
    clock.goTo(1000);
    const steps: number[] = [];
    while (entered < 100) {
      const before: number = steps.reduce((sum, step) => sum + step, 0);
      await settle();
      steps.push(entered - before);
      for (let call = before; call < entered; call++) limiter.release(false);
      await settle();
      if (steps.length > 100) break;
    }
    expect(steps[0]).toBe(1);
    expect(Math.max(...steps)).toBeLessThanOrEqual(5);
  });

  test('leaves no timer when nobody waits', async () => {
    const clock = manualClock();
    const limiter = new RateLimiter(clock);
    await limiter.acquire(undefined);
    limiter.block(1000);
    limiter.release(true);
    expect(clock.timers.size).toBe(0);
    const controller = new AbortController();
    const waiting = limiter.acquire(controller.signal);
    expect(clock.timers.size).toBe(1);
    controller.abort();
    await expect(waiting).resolves.toBe(false);
    expect(clock.timers.size).toBe(0);
  });
});

/** A client on a clock of the test's, with answers that are computed for each request. */
function clientWith(answer: (count: number) => Response, clock = jumpingClock()) {
  let count = 0;
  const client = createClientWith(clock, {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: () => Promise.resolve(answer(count++)),
  });
  return { client, clock, sent: () => count };
}

test('one 429 holds back the calls that come after it', async () => {
  const throttled = (): Response =>
    new Response(null, { status: 429, headers: { 'retry-after': '30' } });
  const { client, clock, sent } = clientWith((count) =>
    count === 0 ? throttled() : Response.json(invite),
  );
  await Promise.all([client.inviteUser(ada), client.inviteUser(ada), client.inviteUser(ada)]);
  expect(clock.waits).toEqual([30_000]);
  expect(sent()).toBe(4);
});

test('a signal ends the wait between two tries', async () => {
  const controller = new AbortController();
  const clock = manualClock();
  const client = createClientWith(clock, {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: () => Promise.resolve(new Response(null, { status: 429 })),
  });
  const call = failure(client.inviteUser(ada, { signal: controller.signal }));
  while (clock.timers.size === 0) await settle();
  controller.abort();
  expect(await call).toMatchObject({ code: 'aborted', outcome: 'not-invited' });
  expect(clock.timers.size).toBe(0);
});

test('1,000 calls in flight share a signal without piling listeners up', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  const controller = new AbortController();
  const { client } = clientWith(() => Response.json(invite));
  const { signal } = controller;
  for (let round = 0; round < 5; round++)
    await Promise.all(Array.from({ length: 1000 }, () => client.inviteUser(ada, { signal })));
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  await settle();
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
