import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
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

test('an answer that came while the process stood still is read', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    let answer: (response: Response) => void = () => undefined;
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: () => new Promise((resolve) => (answer = resolve)),
    });
    const call = client.inviteUser(ada);
    await vi.advanceTimersByTimeAsync(0);
    // The timer is due at 60 s, and the process gets to run it at 95 s.
    const now = vi.spyOn(performance, 'now').mockReturnValue(95_000);
    vi.advanceTimersByTime(60_000);
    answer(Response.json(invite));
    await expect(call).resolves.toEqual(invite);
    now.mockRestore();
  } finally {
    vi.useRealTimers();
  }
});
