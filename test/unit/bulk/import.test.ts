import { getEventListeners } from 'node:events';
import fs, { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import { importInvites, type ImportOptions, type ImportResult } from '../../../src/bulk/index.js';
import type { Fault, MockOrganization } from '../../../src/mock/index.js';
import { clientFor, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';
import { temporaryFolder } from '../../support/project.js';
import { organizationWith } from '../../support/organization.js';
import { scripted } from '../../support/scripted.js';

const people = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ({ email: `user${index}@example.com`, role: 'reader' }) as const,
  );

async function run(organization: MockOrganization, count: number, options: ImportOptions = {}) {
  const client = createClientWith(jumpingClock(), {
    apiKey: key,
    baseUrl: organization.url,
    maxRetries: 0,
  });
  const imported = importInvites(client, people(count), options);
  const results: ImportResult[] = [];
  for await (const result of imported) results.push(result);
  results.sort((a, b) => a.index - b.index);
  return {
    outcomes: results.map(({ outcome }) => outcome),
    earlier: results.map(({ earlier }) => earlier),
    results,
    summary: await imported.summary(),
  };
}

const journalPath = (): string => join(temporaryFolder(), 'journal.ndjson');

describe('importInvites', () => {
  test('invites everybody once, a few at a time', async () => {
    const organization = await organizationWith();
    const { summary } = await run(organization, 50, { concurrency: 8 });
    expect(summary).toMatchObject({ invited: 50, notInvited: 0, unknown: 0, notSent: 0 });
    expect(new Set(organization.invites.map(({ email }) => email)).size).toBe(50);
  });

  test('with a journal a second run sends nothing', async () => {
    const organization = await organizationWith();
    const journal = journalPath();
    await run(organization, 5, { journal });
    const { summary, results } = await run(organization, 6, { journal });
    expect(summary).toMatchObject({ invited: 1, invitedEarlier: 5 });
    expect(results[0]).toMatchObject({ earlier: true, id: 'invite-mock-000001' });
    expect(organization.requests).toHaveLength(6);
  });

  test('what may have gone out is not sent again without resendUnknown', async () => {
    const organization = await organizationWith(
      { status: 500, body: { error: { message: 'No disk for ada0@example.com' } } },
      { break: 'after-reading', createsInvite: true },
    );
    const journal = journalPath();
    const options = { journal, concurrency: 1 };
    const first = await run(organization, 3, options);
    expect(first.outcomes).toEqual(['unknown', 'unknown', 'invited']);
    expect(first.earlier).toEqual([false, false, false]);
    const second = await run(organization, 3, options);
    expect(second.outcomes).toEqual(first.outcomes);
    expect(second.earlier).toEqual([true, true, true]);
    expect(second.results[0]?.error?.message).toMatch(
      /^Unknown since [^ ]+Z: The server answered 500\. The server says: No disk for ada0@example\.com\.$/,
    );
    expect(second.results[1]?.error?.message).toMatch(/^Unknown since [^ ]+Z: .*connection/i);
    expect(organization.requests).toHaveLength(3);
    const third = await run(organization, 3, { ...options, resendUnknown: true });
    expect(third.summary).toMatchObject({ invited: 2, invitedEarlier: 1 });
  });

  test('the next run sends what certainly did not go out', async () => {
    const organization = await organizationWith({ status: 409 });
    const journal = journalPath();
    expect((await run(organization, 1, { journal })).outcomes).toEqual(['not-invited']);
    expect((await run(organization, 1, { journal })).outcomes).toEqual(['invited']);
  });

  test('goes on through pauses, however many', async () => {
    const pause = { status: 429, headers: { 'retry-after-ms': '5' } };
    const organization = await organizationWith(...Array.from({ length: 12 }, () => pause));
    expect((await run(organization, 3, { concurrency: 2 })).summary).toMatchObject({ invited: 3 });
    expect(organization.requests).toHaveLength(15);
  });

  test.each<[string, Fault]>([
    ['a wrong key', { status: 401 }],
    ['a quota that is used up', { status: 429, body: { error: { code: 'insufficient_quota' } } }],
    ['a pause of more than an hour', { status: 429, headers: { 'retry-after': '7200' } }],
  ])('%s ends it: the next row would meet the same', async (_name, fault) => {
    const organization = await organizationWith(fault);
    const { outcomes, earlier, summary } = await run(organization, 4, { concurrency: 1 });
    expect(outcomes).toEqual(['not-invited', 'not-sent', 'not-sent', 'not-sent']);
    expect(earlier).toEqual([false, false, false, false]);
    expect(summary.stopped?.message).toContain('The server answered');
  });

  test('stops after maxFailures', async () => {
    const organization = await organizationWith({ status: 409 }, { status: 400 });
    const { summary } = await run(organization, 5, { concurrency: 1, maxFailures: 2 });
    expect(summary).toMatchObject({ notInvited: 2, notSent: 3 });
    expect(summary.stopped).toEqual({ reason: 'failures', message: '2 rows failed.' });
  });

  test('a signal stops rows that are not sent, and waits for those in flight', async () => {
    const controller = new AbortController();
    const organization = await organizationWith();
    const imported = importInvites(clientFor(organization.url), people(20), {
      concurrency: 2,
      signal: controller.signal,
    });
    for await (const { index } of imported) if (index >= 4) controller.abort();
    const summary = await imported.summary();
    expect(summary.invited).toBe(organization.invites.length);
    expect(summary.invited + summary.notSent).toBe(20);
    expect(summary.notSent).toBeGreaterThan(10);
    expect(summary.stopped?.reason).toBe('aborted');
  });

  test('a signal that aborts while a row is written down sends nothing, and the journal says so', async () => {
    const organization = await organizationWith();
    const [controller, journal] = [new AbortController(), journalPath()];
    vi.spyOn(fs, 'fdatasync').mockImplementation((_fd, done) => {
      if (readFileSync(journal, 'utf8').includes('"intent"')) controller.abort();
      done(null);
    });
    const { summary } = await run(organization, 3, { journal, signal: controller.signal });
    vi.restoreAllMocks();
    expect(summary).toMatchObject({ invited: 0, notSent: 3, unknown: 0 });
    expect(organization.requests).toHaveLength(0);
    const lines = readFileSync(journal, 'utf8').trim().split('\n');
    expect(lines.at(-1)).toContain('"state":"not-invited"');
  });

  test('a run knows how many of its requests are in flight, and leaves no listener behind', async () => {
    const seen: number[] = [];
    const client = createClientWith(jumpingClock(), {
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: async (_url, init) => {
        seen.push(imported.inFlight);
        const { email } = (await new Response(init.body).json()) as { email: string };
        return Response.json({ ...invite, email });
      },
    });
    const { signal } = new AbortController();
    const imported = importInvites(client, people(3), { concurrency: 1, signal });
    await imported.summary();
    expect(seen).toEqual([1, 1, 1]);
    expect(imported.inFlight).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('a signal that aborted before the import sends nothing', async () => {
    const organization = await organizationWith();
    const { summary } = await run(organization, 3, { signal: AbortSignal.abort() });
    expect(summary).toMatchObject({ invited: 0, notSent: 3, stopped: { reason: 'aborted' } });
    expect(organization.requests).toHaveLength(0);
  });

  test('a duplicate address is sent once', async () => {
    const organization = await organizationWith();
    const rows = [
      { email: 'Ada@example.com', role: 'reader' },
      { email: 'ada@EXAMPLE.com', role: 'owner' },
    ] as const;
    const imported = importInvites(clientFor(organization.url), rows);
    expect(await imported.summary()).toMatchObject({ invited: 1, invalid: 1 });
  });

  test('a journal that is deleted stops it: nothing is sent that the journal does not know of', async () => {
    const organization = await organizationWith();
    const journal = journalPath();
    const imported = importInvites(clientFor(organization.url), people(30), {
      journal,
      concurrency: 3,
    });
    let known = '';
    for await (const { index } of imported)
      if (index === 5) {
        known = readFileSync(journal, 'utf8');
        rmSync(journal);
      }
    const summary = await imported.summary();
    expect(summary.stopped?.message).toContain('was deleted or replaced: nothing more is sent');
    expect(summary.notSent).toBeGreaterThan(20);
    expect(summary.unrecorded.length).toBeLessThanOrEqual(3);
    for (const { email } of organization.invites) expect(known).toContain(email);
  });

  test.each([
    { concurrency: 0 },
    { concurrency: 1.5 },
    { requestsPerMinute: 0 },
    { maxFailures: 0 },
  ])('%j is refused', (options) => {
    expect(() => importInvites(clientFor('https://api.example'), [], options)).toThrow('must be');
  });
});

test('invites that break the document are no failures, and never stop an import', async () => {
  const { client } = scripted((email) => Response.json({ ...invite, email, expires_at: 'soon' }), {
    onDrift: 'throw',
  });
  const options = { concurrency: 1, maxFailures: 1 };
  const summary = await importInvites(client, people(20), options).summary();
  expect(summary).toMatchObject({ invited: 20, notSent: 0, stopped: undefined });
});

test('an invite that breaks the document is in the journal with its id, and ends a streak', async () => {
  const journal = join(temporaryFolder(), 'journal.ndjson');
  const { client } = scripted(
    (email, number) =>
      number === 2
        ? Response.json({ ...invite, email, id: 'invite-2', expires_at: 'soon' })
        : new Response('', { status: 500 }),
    { onDrift: 'throw' },
  );
  const rows = ['a', 'b', 'c'].map(
    (name) => ({ email: `${name}@example.com`, role: 'reader' }) as const,
  );
  const options = { journal, concurrency: 1, maxConsecutiveFailures: 2 };
  const summary = await importInvites(client, rows, options).summary();
  expect(summary).toMatchObject({ invited: 1, unknown: 2, stopped: undefined });
  expect(readFileSync(journal, 'utf8')).toContain('"state":"invited","id":"invite-2"');
});
