import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInvites } from '../../../src/bulk/index.js';
import type { Clock } from '../../../src/call/time.js';
import { createClientWith } from '../../../src/client.js';
import type { ClientOptions } from '../../../src/options.js';
import { invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';
import { temporaryFolder } from '../../support/project.js';

/** A server on the clock's time that lets so many requests pass in any minute. */
function limitedServer(perMinute: number) {
  const jumping = jumpingClock();
  let later = 0;
  const clock: Clock = {
    ...jumping,
    now: () => jumping.now() + later,
    date: () => jumping.date() + later,
  };
  const passed: number[] = [];
  const counts = { refused: 0 };
  const options: ClientOptions = {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: async (_url, init) => {
      if (passed.filter((at) => at > clock.now() - 60_000).length >= perMinute) {
        counts.refused++;
        return new Response(null, { status: 429 });
      }
      passed.push(clock.now());
      const { email } = (await new Response(init.body).json()) as { email: string };
      return Response.json({ ...invite, email });
    },
  };
  return {
    clock,
    options,
    counts,
    passed,
    pass: (milliseconds: number): void => {
      later += milliseconds;
    },
  };
}

const people = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => ({ email: `p${n}@example.com`, role: 'reader' }) as const,
  );

test('an import says how many requests a minute the server lets through, once it is known', async () => {
  const { clock, options } = limitedServer(6);
  const imported = importInvites(createClientWith(clock, options), people(30));
  expect(imported.requestsPerMinute).toBeUndefined();
  expect(await imported.summary()).toMatchObject({ invited: 30 });
  expect(imported.requestsPerMinute).toBeCloseTo(6, 0);
});

test('an import sends as many requests a minute as its option says, and the next one is free again', async () => {
  const { clock, options, passed } = limitedServer(Infinity);
  const client = createClientWith(clock, options);
  await importInvites(client, people(5), { requestsPerMinute: 30 }).summary();
  const start = passed[0] ?? NaN;
  expect(passed.map((at) => at - start)).toEqual([0, 2000, 4000, 6000, 8000]);
  await importInvites(client, people(5)).summary();
  expect(new Set(passed.slice(5)).size).toBe(1);
});

/** Imports into one journal, each in a process of its own, as far as the client is concerned. */
function processes() {
  const journal = join(temporaryFolder(), 'journal.ndjson');
  const server = limitedServer(8);
  return {
    server,
    journal,
    rateLimits: () =>
      readFileSync(journal, 'utf8')
        .split('\n')
        .filter((line) => line.includes('rateLimit'))
        .map((line) => (JSON.parse(line) as { rateLimit: Record<string, unknown> }).rateLimit),
    run: async (rows: number) => {
      const client = createClientWith(server.clock, server.options);
      const imported = importInvites(client, people(rows), { journal });
      const before = server.counts.refused;
      expect(await imported.summary()).toMatchObject({ stopped: undefined, unknown: 0 });
      return server.counts.refused - before;
    },
  };
}

describe('what an import learns of the limit', () => {
  test('is in the journal, and saves the next run the first refusals', async () => {
    const { run, rateLimits } = processes();
    expect(await run(24)).toBeGreaterThan(3);
    const [first] = rateLimits();
    expect(first).toMatchObject({ kind: 'window', requests: 8, milliseconds: 60_000 });
    expect(await run(56)).toBeLessThan(3);
    expect(rateLimits().at(-1)).toMatchObject({ kind: 'window' });
  });

  test('is in the journal before the import ends, which may be by a crash', async () => {
    const { journal, server, rateLimits } = processes();
    const client = createClientWith(server.clock, server.options);
    const known: number[] = [];
    for await (const { index } of importInvites(client, people(24), { journal }))
      if (rateLimits().length > 0) known.push(index);
    expect(known).toContain(12);
  });

  test('is as new as the last import that sent anything', async () => {
    const { run, server, rateLimits } = processes();
    const latest = (): number => Date.parse(String(rateLimits().at(-1)?.['at']));
    await run(24);
    const first = latest();
    server.pass(4 * 24 * 3_600_000);
    await run(24);
    expect(latest()).toBe(first);
    await run(25);
    expect(latest()).toBeGreaterThan(first + 4 * 24 * 3_600_000);
  });

  test('is of no use after a week', async () => {
    const { run, server } = processes();
    await run(24);
    server.pass(8 * 24 * 3_600_000);
    expect(await run(48)).toBeGreaterThan(3);
  });

  test.each([
    'nonsense',
    null,
    { kind: 'window', requests: 8, milliseconds: 60_000 },
    { kind: 'window', requests: 8, milliseconds: 60_000, at: 'yesterday' },
    { kind: 'window', requests: 0, milliseconds: 60_000, at: '2026-01-01T00:00:00Z' },
    { kind: 'window', requests: 8, milliseconds: -1, at: '2026-01-01T00:00:00Z' },
    { kind: 'interval', requests: 8, milliseconds: 60_000, at: '2026-01-01T00:00:00Z' },
    { requestsPerMinute: 8 },
  ])('is not read from %j', async (rateLimit) => {
    const { journal, run, server } = processes();
    await run(1);
    appendFileSync(journal, `${JSON.stringify({ rateLimit })}\n`);
    const imported = importInvites(createClientWith(server.clock, server.options), [], { journal });
    await imported.summary();
    expect(imported.requestsPerMinute).toBeUndefined();
  });
});
