import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import type { Sent } from '../../../src/call/rate-limiter.js';
import { RequestQueue } from '../../../src/call/request-queue.js';
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

describe('the queue of a client', () => {
  test('holds no call back before the first refusal', async () => {
    const queue = new RequestQueue(manualClock());
    const requests = await Promise.all(Array.from({ length: 100 }, () => queue.acquire(undefined)));
    expect(requests.every((request) => request !== undefined)).toBe(true);
  });

  test('after a refusal lets one probe, and the others after its answer', async () => {
    const clock = manualClock();
    const queue = new RequestQueue(clock);
    const first = await queue.acquire(undefined);
    if (first) queue.release(first, { kind: 'refused', delay: 1000 });
    const entered: Sent[] = [];
    for (let call = 0; call < 20; call++)
      void queue.acquire(undefined).then((request) => {
        if (request) entered.push(request);
      });
    clock.goTo(999);
    await settle();
    expect(entered).toHaveLength(0);
    for (let turn = 0; turn < 100 && entered.length < 20; turn++) {
      clock.goTo((turn + 1) * 1000);
      await settle();
      if (turn === 0) expect(entered).toHaveLength(1);
      for (const request of entered.filter(({ passed }) => !passed))
        queue.release(request, { kind: 'passed' });
      await settle();
    }
    expect(entered).toHaveLength(20);
  });

  test('holds waiting calls back as long as a failed answer asks', async () => {
    const clock = manualClock();
    const answers = [
      new Response('{}', { status: 429, headers: { 'retry-after': '1' } }),
      new Response('{}', { status: 503, headers: { 'retry-after': '5' } }),
    ];
    let sent = 0;
    const fetch = (): Promise<Response> => {
      sent++;
      return Promise.resolve(answers.shift() ?? Response.json(invite));
    };
    const client = createClientWith(clock, { apiKey: key, fetch });
    const call = () => client.inviteUser(ada).catch(() => undefined);
    const calls = [call()];
    await settle();
    calls.push(call(), call());
    for (const [time, expected] of [
      [999, 1],
      [1000, 2],
      [5999, 2],
      [6000, 3],
    ] as const) {
      clock.goTo(time);
      await settle();
      expect(sent).toBe(expected);
    }
    clock.goTo(20_000);
    await Promise.all(calls);
  });

  test('leaves no timer when no call waits', async () => {
    const clock = manualClock();
    const queue = new RequestQueue(clock);
    queue.block(1000);
    expect(clock.timers.size).toBe(0);
    const controller = new AbortController();
    const waiting = queue.acquire(controller.signal);
    expect(clock.timers.size).toBe(1);
    controller.abort();
    await expect(waiting).resolves.toBeUndefined();
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

test('a wait that is too long for a retry holds the next call back for no longer than that', async () => {
  const headers = { 'retry-after': '3600' };
  const { client, clock } = clientWith((count) =>
    count === 0 ? new Response(null, { status: 429, headers }) : Response.json(invite),
  );
  await failure(client.inviteUser(ada));
  await client.inviteUser(ada);
  expect(clock.waits).toEqual([60_000]);
});

test('headers of a success hold back later calls', async () => {
  const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '20' };
  const { client, clock } = clientWith(() => Response.json(invite, { headers }));
  for (let call = 0; call < 3; call++) await client.inviteUser(ada);
  expect(clock.waits).toEqual([20_000, 20_000]);
});

test('headers hold back later calls for no longer than the client waits for a retry', async () => {
  const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' };
  const { client, clock } = clientWith(() => Response.json(invite, { headers }));
  for (let call = 0; call < 2; call++) await client.inviteUser(ada);
  expect(clock.waits).toEqual([60_000]);
});

test('a signal ends the wait between two attempts', async () => {
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
