import { expect, test } from 'vitest';
import { importInvites } from '../../../src/bulk/index.js';
import { createClientWith } from '../../../src/client.js';
import { invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

/** A server on the clock's time that lets so many requests pass in each fixed minute. */
function limitedClient(perMinute: number) {
  const clock = jumpingClock();
  const passed = new Map<number, number>();
  const client = createClientWith(clock, {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: async (_url, init) => {
      const minute = Math.floor(clock.now() / 60_000);
      const count = passed.get(minute) ?? 0;
      if (count >= perMinute) return new Response(null, { status: 429 });
      passed.set(minute, count + 1);
      const { email } = (await new Response(init.body).json()) as { email: string };
      return Response.json({ ...invite, email });
    },
  });
  return { client, clock };
}

const people = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => ({ email: `p${n}@example.com`, role: 'reader' }) as const,
  );

test('an import says how many requests a minute the server lets through, once it is known', async () => {
  const { client } = limitedClient(6);
  const imported = importInvites(client, people(30));
  expect(imported.requestsPerMinute).toBeUndefined();
  expect(await imported.summary()).toMatchObject({ invited: 30 });
  expect(imported.requestsPerMinute).toBeCloseTo(6, 0);
});
