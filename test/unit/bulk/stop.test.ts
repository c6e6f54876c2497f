import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInvites, type ImportOptions } from '../../../src/bulk/index.js';
import { temporaryFolder } from '../../support/project.js';
import { refusal, refusedConnection, scripted, type Scripted } from '../../support/scripted.js';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    email: `user${index}@example.com`,
    role: 'reader' as const,
  }));

const one: ImportOptions = { concurrency: 1 };

async function summaryOf({ client }: Scripted, count: number, options: ImportOptions = one) {
  return importInvites(client, people(count), options).summary();
}

describe('consecutive failures that are not about the rows stop an import', () => {
  test.each<[string, () => Response | Error]>([
    ['an outage', () => new Response('oops', { status: 500 })],
    ['a captive portal', () => new Response('<html>Sign in</html>')],
    ['a captive portal that redirects', () => new Response(null, { status: 302 })],
    ['connections that break', () => new TypeError('fetch failed', { cause: new Error('reset') })],
  ])('%s leaves ten unknown, not 3,000', async (_name, react) => {
    const organization = scripted(react);
    const { unknown, notSent, stopped } = await summaryOf(organization, 3000);
    expect({ unknown, notSent }).toEqual({ unknown: 10, notSent: 2990 });
    expect(stopped?.reason).toBe('failures');
    expect(stopped?.message).toContain('10 rows in a row');
    expect(organization.sent).toHaveLength(10);
  });

  test('the same refusal for every row stops it after ten requests', async () => {
    const organization = scripted((_email, number) =>
      number > 5 ? refusal(400, 'You have reached the maximum number of seats.') : undefined,
    );
    const summary = await summaryOf(organization, 3000);
    expect(summary).toMatchObject({ invited: 5, notInvited: 10, notSent: 2985 });
    expect(summary.stopped?.message).toContain('maximum number of seats');
  });

  test('maxConsecutiveFailures changes the limit', async () => {
    const organization = scripted(() => new Response('', { status: 502 }));
    const options = { ...one, maxConsecutiveFailures: 3 };
    expect(await summaryOf(organization, 50, options)).toMatchObject({ unknown: 3, notSent: 47 });
  });

  test('a success resets the count', async () => {
    const organization = scripted((_email, number) =>
      number % 10 === 0 ? undefined : new Response('', { status: 500 }),
    );
    expect(await summaryOf(organization, 100)).toMatchObject({ invited: 10, unknown: 90 });
  });

  test('different refusals of single rows never stop it', async () => {
    const organization = scripted((email) => refusal(400, `${email} is a member already.`));
    expect(await summaryOf(organization, 100)).toMatchObject({ notInvited: 100, notSent: 0 });
  });
});

describe("one row's own fault never ends the run", () => {
  const wrongProject = (status: number) => (email: string) =>
    email.startsWith('user1@') ? refusal(status, 'No such project.') : undefined;

  test.each([403, 404])('a %i after a success concerns its row', async (status) => {
    const organization = scripted(wrongProject(status));
    expect(await summaryOf(organization, 5)).toMatchObject({ invited: 4, notInvited: 1 });
  });

  test.each([403, 404])('a %i in a later run that begins with that row as well', async (status) => {
    const journal = join(temporaryFolder(), 'journal');
    await summaryOf(scripted(wrongProject(status)), 2, { ...one, journal });
    const summary = await summaryOf(scripted(wrongProject(status)), 5, { ...one, journal });
    expect(summary).toMatchObject({ invitedEarlier: 1, invited: 3, notInvited: 1, notSent: 0 });
  });

  test('a 404 for the first row of all, if that names a project', async () => {
    const { client } = scripted((email) =>
      email === 'ada@example.com' ? refusal(404, 'No such project.') : undefined,
    );
    const projects = [{ id: 'proj_gone', role: 'member' as const }];
    const rows = [{ email: 'ada@example.com', role: 'reader' as const, projects }, ...people(3)];
    expect(await importInvites(client, rows, one).summary()).toMatchObject({
      invited: 3,
      notInvited: 1,
    });
  });

  test.each([401, 403, 404])('a %i before any success ends it', async (status) => {
    const summary = await summaryOf(
      scripted(() => refusal(status, 'No.')),
      5,
    );
    expect(summary).toMatchObject({ notInvited: 1, notSent: 4, stopped: { reason: 'refused' } });
  });
});

describe('a lost connection', () => {
  test('of some seconds is waited for: nobody is left out', async () => {
    const down = new Set([4, 5, 6, 7]);
    const organization = scripted((_email, number) =>
      down.has(number) ? refusedConnection() : undefined,
    );
    expect(await summaryOf(organization, 10)).toMatchObject({ invited: 10, notInvited: 0 });
    expect(organization.clock.waits.length).toBeGreaterThan(0);
  });

  test('that does not come back ends it after ten minutes', async () => {
    const organization = scripted((_email, number) =>
      number > 3 ? refusedConnection() : undefined,
    );
    const began = organization.clock.now();
    const summary = await summaryOf(organization, 10);
    expect(summary).toMatchObject({ invited: 3, notInvited: 1, notSent: 6 });
    expect(summary.stopped?.reason).toBe('no-connection');
    const minutes = (organization.clock.now() - began) / 60_000;
    expect(minutes).toBeGreaterThan(9);
    expect(minutes).toBeLessThan(12);
  });

  test('is waited for anew after each answer, a refusal too', async () => {
    const begun = Date.UTC(2026, 0, 1);
    const answeredAt = [0, 590_000, 1_180_000];
    const organization = scripted(() => {
      const now = organization.clock.now() - begun;
      const next = answeredAt[0] ?? 0;
      if (now < next) return refusedConnection();
      return answeredAt.shift() === 590_000 ? refusal(400, 'A member already.') : undefined;
    });
    const run = importInvites(organization.client, people(4), one);
    const offline: boolean[] = [];
    for await (const result of run) if (result.outcome !== 'not-sent') offline.push(run.isOffline);
    expect(await run.summary()).toMatchObject({ invited: 3, notInvited: 1 });
    expect(offline).toEqual([false, false, false, false]);
  });

  test('that never was ends it at once', async () => {
    const organization = scripted(refusedConnection);
    const summary = await summaryOf(organization, 10);
    expect(summary).toMatchObject({ notInvited: 1, notSent: 9 });
    expect(organization.sent).toHaveLength(1);
  });
});

test('a daily limit says until when', async () => {
  const organization = scripted(() => refusal(429, 'Daily limit.', { 'retry-after': '7200' }));
  const { stopped } = await summaryOf(organization, 3);
  expect(stopped).toMatchObject({
    reason: 'rate-limit',
    until: organization.clock.now() + 7_200_000,
  });
});
