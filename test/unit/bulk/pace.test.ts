import { expect, test } from 'vitest';
import { Pace } from '../../../src/bulk/pace.js';

/** A clock that goes to wherever somebody waits for. */
function skippingClock() {
  let now = 0;
  return {
    now: () => now,
    date: () => now,
    random: () => 0.5,
    after: (milliseconds: number, callback: () => void) => {
      now += milliseconds;
      queueMicrotask(callback);
      return () => undefined;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const { signal } = new AbortController();

/** A server that lets some requests of each minute pass, and does not say how many. */
async function minutesFor(requests: number, allowed: number): Promise<[number, number]> {
  const clock = skippingClock();
  const pace = new Pace(clock);
  const passed: number[] = [];
  let throttled = 0;
  for (let done = 0; done < requests;) {
    await pace.turn(signal);
    const sentAt = clock.now();
    clock.pass(10);
    if (passed.filter((at) => at > sentAt - 60_000).length < allowed) {
      passed.push(sentAt);
      pace.succeeded();
      done++;
    } else {
      throttled++;
      pace.throttled(sentAt, undefined);
      // The client's own pause after a bare 429.
      clock.pass(4000);
    }
  }
  return [clock.now() / 60_000, throttled];
}

test('without a limit nothing waits', async () => {
  const clock = skippingClock();
  const pace = new Pace(clock);
  for (let request = 0; request < 100; request++) await pace.turn(signal);
  expect(clock.now()).toBe(0);
});

test('a limit in requests a minute is kept', async () => {
  const clock = skippingClock();
  const pace = new Pace(clock, 30);
  for (let request = 0; request < 31; request++) await pace.turn(signal);
  expect(clock.now()).toBe(60_000);
});

test('finds the rate of a server that does not tell it, and stays near it', async () => {
  const [minutes, throttled] = await minutesFor(300, 10);
  expect(minutes).toBeLessThan(1.35 * 30);
  expect(throttled).toBeLessThan(60);
});

test('one throttled request does not slow a long import down for long', async () => {
  const clock = skippingClock();
  const pace = new Pace(clock);
  for (let request = 0; request < 5; request++) await pace.turn(signal);
  pace.throttled(clock.now(), undefined);
  expect(pace.rate).toBeLessThan(10);
  while (pace.rate < 1000) {
    await pace.turn(signal);
    pace.succeeded();
  }
  expect(clock.now() / 60_000).toBeLessThan(12);
});

test('what passed before the first request does not count as slowness', async () => {
  const clock = skippingClock();
  const pace = new Pace(clock);
  clock.pass(60_000);
  await pace.turn(signal);
  clock.pass(10);
  pace.throttled(clock.now(), 10);
  expect(pace.rate).toBeGreaterThan(1000);
});

test('a pause that the server asks for is waited for once', async () => {
  const clock = skippingClock();
  const pace = new Pace(clock);
  await pace.turn(signal);
  const sentAt = clock.now();
  clock.pass(100);
  pace.throttled(sentAt, 5000);
  const { rate } = pace;
  pace.throttled(sentAt, 5000);
  expect(pace.rate).toBe(rate);
  await pace.turn(signal);
  expect(clock.now()).toBe(5100);
});

test('an abort ends the wait', async () => {
  const controller = new AbortController();
  const clock = { ...skippingClock(), after: () => () => undefined };
  const pace = new Pace(clock, 1);
  await pace.turn(controller.signal);
  const turn = pace.turn(controller.signal);
  controller.abort();
  await turn;
});
