import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInvites, JournalError, type ImportOptions } from '../../../src/bulk/index.js';
import { ConfigurationError } from '../../../src/index.js';
import { temporaryFolder } from '../../support/project.js';
import { refusal, scripted, type Scripted } from '../../support/scripted.js';

const ada = { email: 'ada@example.com', role: 'reader' } as const;
const bob = { email: 'bob@example.com', role: 'reader' } as const;
const newJournal = (): string => join(temporaryFolder(), 'journal.ndjson');

async function runOf(
  { client }: Scripted,
  rows: readonly Parameters<Scripted['client']['inviteUser']>[0][],
  options: ImportOptions,
) {
  const imported = importInvites(client, rows, { concurrency: 1, ...options });
  const results = [];
  for await (const result of imported) results.push(result);
  return { results, summary: await imported.summary() };
}

/** A journal in which Ada's request has an unknown outcome. */
async function journalWithUnknown(): Promise<{ journal: string; attempted: number }> {
  const journal = newJournal();
  const lost = scripted(() => new Response('', { status: 500 }));
  await runOf(lost, [ada], { journal });
  return { journal, attempted: lost.clock.now() };
}

describe('the journal knows what was asked for', () => {
  const projects = [
    { id: 'proj_a', role: 'member' },
    { id: 'proj_b', role: 'owner' },
  ] as const;

  test.each([
    ['another role', ada, { ...ada, role: 'owner' as const }, 'role reader, not owner'],
    [
      'other projects',
      ada,
      { ...ada, projects: [projects[0]] },
      `projects left out, not ${projects[0].id}:${projects[0].role}`,
    ],
    ['no projects', { ...ada, projects: [...projects] }, ada, 'not left out'],
    [
      'another role in a project',
      { ...ada, projects: [...projects] },
      { ...ada, projects: [projects[0], { ...projects[1], role: 'member' as const }] },
      'projects',
    ],
  ])('a row that asks for %s is a conflict', async (_name, first, second, words) => {
    const journal = newJournal();
    await runOf(scripted(), [first], { journal });
    const later = scripted();
    const { results, summary } = await runOf(later, [second], { journal });
    expect(summary).toMatchObject({ conflicts: 1, invitedEarlier: 0, invited: 0 });
    expect(results[0]).toMatchObject({ outcome: 'conflict', earlier: true });
    expect(results[0]?.error?.message).toContain(words);
    expect(later.sent).toEqual([]);
  });

  test('the same projects in another order are no conflict', async () => {
    const journal = newJournal();
    await runOf(scripted(), [{ ...ada, projects: [...projects] }], { journal });
    const again = [{ ...ada, projects: [projects[1], projects[0]] }];
    expect((await runOf(scripted(), again, { journal })).summary.invitedEarlier).toBe(1);
  });

  test('a refused address may be sent with another role', async () => {
    const journal = newJournal();
    await runOf(
      scripted(() => refusal(400, 'No.')),
      [ada],
      { journal },
    );
    const { summary } = await runOf(scripted(), [{ ...ada, role: 'owner' }], { journal });
    expect(summary.invited).toBe(1);
  });
});

describe('the list of existing invites', () => {
  const listed = (status: string, more: object = {}) => [
    { ...ada, id: 'invite-9', status, ...more },
  ];

  test.each(['pending', 'accepted', 'snoozed'])(
    '%s before the first run is not invited, then or later',
    async (status) => {
      const journal = newJournal();
      const organization = scripted();
      const existing = listed(status, { email: 'ADA@example.com' });
      const { results, summary } = await runOf(organization, [ada, bob], { journal, existing });
      expect(results[0]).toMatchObject({
        outcome: 'invited',
        earlier: true,
        status,
        id: 'invite-9',
      });
      expect(summary).toMatchObject({ invitedEarlier: 1, invited: 1 });
      await runOf(organization, [ada, bob], { journal });
      expect(organization.sent).toEqual(['bob@example.com']);
    },
  );

  test('a status that is not in the document is told once', async () => {
    const warnings: string[] = [];
    const existing = [...listed('snoozed'), { ...bob, id: 'invite-8', status: 'snoozed' }];
    const onWarning = (message: string): void => void warnings.push(message);
    await runOf(scripted(), [ada, bob], { existing, onWarning });
    expect(warnings).toEqual(['In the list of existing invites, "snoozed" counts like "pending".']);
  });

  test('an expired invite from before the first run is sent again', async () => {
    const { summary } = await runOf(scripted(), [ada], { existing: listed('EXPIRED') });
    expect(summary.invited).toBe(1);
  });

  test('of several invites the strongest counts', async () => {
    const existing = [...listed('expired'), ...listed('accepted'), ...listed('expired')];
    const { results } = await runOf(scripted(), [ada], { existing });
    expect(results[0]).toMatchObject({ earlier: true, status: 'accepted' });
  });

  test('another role there is a conflict', async () => {
    const existing = listed('pending', { role: 'owner' });
    const { results } = await runOf(scripted(), [ada], { existing });
    expect(results[0]).toMatchObject({ outcome: 'conflict', status: 'pending' });
  });

  test('properties that the list adds or omits are no conflict', async () => {
    const projects = [{ id: 'proj_a', role: 'member' as const }];
    const said = [{ ...projects[0], name: 'A' }];
    const existing = listed('pending', { role: undefined, projects: said, created_at: 1 });
    const { results } = await runOf(scripted(), [{ ...ada, projects }], { existing });
    expect(results[0]).toMatchObject({ outcome: 'invited', earlier: true });
  });

  test.each(['pending', 'accepted', 'expired'])(
    'an unknown row that is there, %s, is invited',
    async (status) => {
      const { journal } = await journalWithUnknown();
      const organization = scripted();
      const { summary } = await runOf(organization, [ada], { journal, existing: listed(status) });
      expect(summary).toMatchObject({ invitedEarlier: 1, unknown: 0 });
      expect((await runOf(organization, [ada], { journal })).summary.invitedEarlier).toBe(1);
      expect(organization.sent).toEqual([]);
    },
  );

  test.each([
    [299_999, 'unknown', 0],
    [300_000, 'invited', 1],
  ])('an unknown row that a list %i ms younger lacks is %s', async (age, outcome, requests) => {
    const { journal, attempted } = await journalWithUnknown();
    const organization = scripted();
    // The list is of this moment; the clock of a new client begins at the same time.
    const existingFetchedAt = new Date(attempted + age);
    await new Promise<void>((resolve) => organization.clock.after(age + 1, resolve));
    const options = { journal, existing: [], existingFetchedAt };
    const { results } = await runOf(organization, [ada], options);
    expect(results[0]?.outcome).toBe(outcome);
    expect(organization.sent).toHaveLength(requests);
    if (outcome === 'unknown') expect(results[0]?.error?.message).toContain('fetch it at least 5');
  });

  test('a list with a future date counts as fetched now', async () => {
    const { journal } = await journalWithUnknown();
    const organization = scripted();
    const existingFetchedAt = new Date(organization.clock.now() + 3_600_000);
    const { summary } = await runOf(organization, [ada], {
      journal,
      existing: [],
      existingFetchedAt,
    });
    expect(summary.unknown).toBe(1);
  });

  test('an iterable counts as fetched when its iteration starts', async () => {
    const { journal } = await journalWithUnknown();
    const organization = scripted();
    async function* existing() {
      await new Promise<void>((resolve) => organization.clock.after(600_000, resolve));
      yield { ...bob, status: 'pending' };
    }
    const { summary } = await runOf(organization, [ada, bob], { journal, existing: existing() });
    expect(summary).toMatchObject({ unknown: 1, invitedEarlier: 1 });
    await new Promise<void>((resolve) => organization.clock.after(1, resolve));
    const later = await runOf(organization, [ada], { journal, existing: [] });
    expect(later.summary.invited).toBe(1);
  });

  test.each([
    ['without an address', { status: 'pending' }],
    ['without a status', { email: 'ada@example.com' }],
    ['null', null],
  ])('an entry %s: nothing is sent', async (_name, entry) => {
    const organization = scripted();
    const error: unknown = await runOf(organization, [bob], { existing: [entry] }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ outcome: 'not-invited' });
    expect(String(error)).toContain('entry 1 lacks an email or a status');
    expect(organization.sent).toEqual([]);
  });

  test('a list that fails on its way: nothing is sent, and the cause is kept', async () => {
    const cause = new Error('401');

    const existing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) };
    const organization = scripted();
    await expect(runOf(organization, [bob], { existing })).rejects.toMatchObject({
      code: 'configuration',
      cause,
    });
    expect(organization.sent).toEqual([]);
  });
});

describe('marks by hand', () => {
  test('an unknown address that is marked as invited is not sent', async () => {
    const { journal } = await journalWithUnknown();
    const organization = scripted();
    const options = { journal, markInvited: ['ADA@example.com'] };
    expect((await runOf(organization, [ada], options)).summary.invitedEarlier).toBe(1);
    expect((await runOf(organization, [ada], options)).summary.invitedEarlier).toBe(1);
    expect(organization.sent).toEqual([]);
  });

  test('one that is marked as not invited is sent, and once only', async () => {
    const { journal } = await journalWithUnknown();
    const organization = scripted();
    const warnings: string[] = [];
    const options = {
      journal,
      markNotInvited: ['ada@example.com'],
      onWarning: (text: string) => warnings.push(text),
    };
    expect((await runOf(organization, [ada], options)).summary.invited).toBe(1);
    expect((await runOf(organization, [ada], options)).summary.invitedEarlier).toBe(1);
    expect(organization.sent).toEqual(['ada@example.com']);
    expect(warnings).toEqual([
      'ada@example.com is not marked as not-invited: according to the journal it is invited.',
    ]);
  });

  test('a mark from before a crash does not send again', async () => {
    const { journal } = await journalWithUnknown();
    const options = { journal, markNotInvited: ['ada@example.com'], onWarning: () => undefined };
    const crash = scripted(() => new Response('', { status: 500 }));
    expect((await runOf(crash, [ada], options)).summary.unknown).toBe(1);
    const again = scripted();
    expect((await runOf(again, [ada], options)).summary.unknown).toBe(1);
    expect(again.sent).toEqual([]);
  });

  test('an address that the journal does not know is refused', async () => {
    const { journal } = await journalWithUnknown();
    const before = readFileSync(journal, 'utf8');
    const options = { journal, markInvited: ['ada@example.com', 'adda@example.com'] };
    const organization = scripted();
    const error: unknown = await runOf(organization, [ada], options).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ reason: 'unknown-address', outcome: 'not-invited' });
    expect(readFileSync(journal, 'utf8')).toBe(before);
  });
});

describe('a dry run', () => {
  test('says what would be sent, and changes nothing', async () => {
    const { journal } = await journalWithUnknown();
    await runOf(scripted(), [bob], { journal });
    const before = readFileSync(journal, 'utf8');
    const organization = scripted();
    const rows = [ada, { ...bob, role: 'owner' as const }, { ...bob, email: 'cat@example.com' }];
    const { results } = await runOf(organization, rows, { journal, dryRun: true });
    expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'conflict', 'not-sent']);
    expect(organization.sent).toEqual([]);
    expect(readFileSync(journal, 'utf8')).toBe(before);
  });

  test('does not wait for another run, nor make a journal', async () => {
    const journal = newJournal();
    const { summary } = await runOf(scripted(), [ada], { journal, dryRun: true });
    expect(summary.notSent).toBe(1);
    writeFileSync(journal, '', { flag: 'wx' });
  });
});

test('an entry with an invalid time stays unknown', async () => {
  const { journal } = await journalWithUnknown();
  appendFileSync(journal, '{"address":"ada@example.com","state":"unknown","at":"long ago"}\n');
  const organization = scripted();
  await new Promise<void>((resolve) => organization.clock.after(86_400_000, resolve));
  const { summary } = await runOf(organization, [ada], { journal, existing: [] });
  expect(summary.unknown).toBe(1);
});
