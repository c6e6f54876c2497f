import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient, createClientWith } from '../../../src/client.js';
import { ada, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

test('a system clock that is set back during a pause does not lengthen it', async () => {
  const clock = jumpingClock();
  let date = Date.UTC(2026, 0, 1);
  const answers = [new Response(null, { status: 429, headers: { 'retry-after': '30' } })];
  const client = createClientWith(
    { ...clock, date: () => date },
    {
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: () => {
        date -= 3_600_000;
        return Promise.resolve(answers.shift() ?? Response.json(invite));
      },
    },
  );
  await Promise.all([client.inviteUser(ada), client.inviteUser(ada)]);
  expect(clock.waits.every((wait) => wait <= 30_000)).toBe(true);
});

test('no listener stays on a signal that outlives the call', async () => {
  const { signal } = new AbortController();
  const client = createClientWith(jumpingClock(), {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: () => Promise.resolve(Response.json(invite)),
  });
  await client.inviteUser(ada, { signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

describe('a process that stood still while it waited for an answer', () => {
  let answer: (response: Response) => void = () => undefined;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** A call whose timer is due at 60 s, and runs at 95 s; in a list, since `await` would wait for it. */
  async function stopped(): Promise<Promise<unknown>[]> {
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: () => new Promise((resolve) => (answer = resolve)),
    });
    const call = client.inviteUser(ada).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    vi.spyOn(performance, 'now').mockReturnValue(95_000);
    await vi.advanceTimersByTimeAsync(60_000);
    return [call];
  }

  test('reads what came meanwhile', async () => {
    const [call] = await stopped();
    await vi.advanceTimersByTimeAsync(900);
    answer(Response.json(invite));
    await expect(call).resolves.toEqual(invite);
  });

  test('waits a second for it, and no longer', async () => {
    const [call] = await stopped();
    await vi.advanceTimersByTimeAsync(1100);
    await expect(call).resolves.toMatchObject({ code: 'timeout', outcome: 'unknown' });
  });

  test('no timer outlives a call', async () => {
    const [call] = await stopped();
    answer(Response.json(invite));
    await call;
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('no timer outlives a call that is answered at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(invite));
    await createClient({ apiKey: key, baseUrl: 'https://api.example', fetch }).inviteUser(ada);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
