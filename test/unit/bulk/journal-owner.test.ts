import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInvites, JournalError, type ImportOptions } from '../../../src/bulk/index.js';
import { fingerprint, isFingerprintOf } from '../../../src/bulk/journal/fingerprint.js';
import { locateJournal } from '../../../src/bulk/journal/location.js';
import { InviteError } from '../../../src/index.js';
import { key } from '../../support/calls.js';
import { temporaryFolder } from '../../support/project.js';
import { scripted } from '../../support/scripted.js';

const target = 'https://api.example/v1';
const people = ['ada', 'bob'].map((name) => ({
  email: `${name}@example.com`,
  role: 'reader' as const,
}));

const run = async (options: ImportOptions, organization = scripted()) => ({
  summary: await importInvites(organization.client, people, options).summary(),
  sent: organization.sent,
});

async function refusalOf(running: Promise<unknown>): Promise<JournalError> {
  const error: unknown = await running.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InviteError);
  expect(error).toMatchObject({ code: 'journal', outcome: 'not-invited' });
  if (!(error instanceof JournalError)) throw error;
  // Programs have no flags.
  expect(error.message).not.toContain('--');
  return error;
}

describe('the organization of a journal', () => {
  const another = 'sk-admin-of-another-organization-9876';

  test('with another key nothing is sent, until it is confirmed, once', async () => {
    const journal = join(temporaryFolder(), 'journal');
    await run({ journal });
    const other = () => scripted(undefined, { apiKey: another });
    expect((await refusalOf(run({ journal }, other()))).reason).toBe('other-key');
    expect((await refusalOf(run({ journal, dryRun: true }, other()))).reason).toBe('other-key');
    const confirmed = await run({ journal, sameOrganization: true }, other());
    expect(confirmed.summary.invitedEarlier).toBe(2);
    expect((await run({ journal }, other())).summary.invitedEarlier).toBe(2);
    expect((await refusalOf(run({ journal }))).reason).toBe('other-key');
  });

  test('the key cannot be derived from one or two journals', async () => {
    const [one, two] = [fingerprint(key), fingerprint(key)];
    expect(one).not.toBe(two);
    expect(isFingerprintOf(one, key)).toBe(true);
    expect(isFingerprintOf(one, another)).toBe(false);
    expect(one).toMatch(/^[0-9a-f]{32}\.[0-9a-f]{12}$/);
    const journal = join(temporaryFolder(), 'journal');
    await run({ journal });
    expect(readFileSync(journal, 'utf8')).not.toMatch(/sk-admin|never-to-be-seen/);
  });
});

describe('where the journal is', () => {
  test('the same for each name, copy and link of a file', async () => {
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    for (const name of ['staff.csv', 'copy of staff.csv'])
      writeFileSync(join(folder, name), 'email');
    symlinkSync(join(folder, 'staff.csv'), join(elsewhere, 'link.csv'));
    symlinkSync(folder, join(elsewhere, 'folder'));
    const paths = await Promise.all(
      [
        join(folder, 'staff.csv'),
        join(folder, 'copy of staff.csv'),
        join(elsewhere, 'link.csv'),
        join(elsewhere, 'folder', 'staff.csv'),
      ].map(async (file) => (await locateJournal(file, target)).journal),
    );
    expect(new Set(paths).size).toBe(1);
    expect(paths[0]).toMatch(/\/openai-invites-api\.example-v1\.journal\.ndjson$/);
  });

  test('another one for another API, and in the current folder for standard input', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'staff.csv'), '');
    const names = ['https://api.example/v1', 'http://127.0.0.1:80/v1', 'https://api.example/v2'];
    const paths = await Promise.all(
      names.map(async (api) => (await locateJournal(join(folder, 'staff.csv'), api)).journal),
    );
    expect(new Set(paths).size).toBe(3);
    const { journal: path } = await locateJournal(undefined, target);
    expect(path).toBe(join(process.cwd(), 'openai-invites-api.example-v1.journal.ndjson'));
  });
});

describe('journals of version 1', () => {
  const entry = (name: string, state: string) =>
    JSON.stringify({ address: `${name}@example.com`, state, at: '2026-01-01T00:00:00.000Z' });
  const header = (input: string, api = target) =>
    JSON.stringify({ journal: 'openai-invites', version: 1, input, target: api });

  function folderWith(files: Record<string, string[]>): string {
    const folder = temporaryFolder();
    for (const [name, lines] of Object.entries(files))
      writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
    return folder;
  }

  async function runIn(folder: string, options: ImportOptions = {}) {
    if (!existsSync(join(folder, 'staff.csv'))) writeFileSync(join(folder, 'staff.csv'), '');
    const { journal, predecessors } = await locateJournal(join(folder, 'staff.csv'), target);
    return run({ journal, predecessors, ...options });
  }

  test('beside the file is refused unless confirmed, then taken over, once', async () => {
    const folder = folderWith({
      'staff.csv.journal.ndjson': [header('staff.csv'), entry('ada', 'invited')],
    });
    expect(await refusalOf(runIn(folder))).toMatchObject({ reason: 'unconfirmed' });
    expect(await refusalOf(runIn(folder, { dryRun: true }))).toMatchObject({
      reason: 'unconfirmed',
    });
    const planned = await runIn(folder, { dryRun: true, sameOrganization: true });
    expect(planned.summary).toMatchObject({ invitedEarlier: 1, notSent: 1 });
    const { summary, sent } = await runIn(folder, { sameOrganization: true });
    expect(summary).toMatchObject({ invitedEarlier: 1, invited: 1 });
    expect(sent).toEqual(['bob@example.com']);
    expect((await runIn(folder)).summary.invitedEarlier).toBe(2);
    expect(readdirSync(folder).sort()).toEqual([
      'openai-invites-api.example-v1.journal.ndjson',
      'staff.csv',
      'staff.csv.journal.ndjson.taken-over',
    ]);
  });

  test('of a file that was renamed since is found as well', async () => {
    const folder = folderWith({
      'people.csv.journal.ndjson': [header('people.csv'), entry('ada', 'unknown')],
    });
    const { summary } = await runIn(folder, { sameOrganization: true });
    expect(summary).toMatchObject({ unknown: 1, invited: 1 });
  });

  test('of several, the strongest state counts', async () => {
    const folder = folderWith({
      'a.csv.journal.ndjson': [header('a.csv'), entry('ada', 'invited'), entry('bob', 'intent')],
      'b.csv.journal.ndjson': [
        header('b.csv'),
        entry('ada', 'not-invited'),
        entry('bob', 'not-invited'),
      ],
    });
    const { summary, sent } = await runIn(folder, { sameOrganization: true });
    expect(summary).toMatchObject({ invitedEarlier: 1, unknown: 1 });
    expect(sent).toEqual([]);
  });

  test('beside a link to the file is found as well', async () => {
    const folder = temporaryFolder();
    const beside = folderWith({
      'staff.csv.journal.ndjson': [header('staff.csv'), entry('ada', 'invited')],
    });
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'staff.csv'), '');
    symlinkSync(join(folder, 'real', 'staff.csv'), join(beside, 'staff.csv'));
    expect((await refusalOf(runIn(beside))).reason).toBe('unconfirmed');
  });

  test('of another API, of a mock organization, or of no import is left alone', async () => {
    const files = {
      'a.csv.journal.ndjson': [
        header('a.csv', 'https://other.example/v1'),
        entry('ada', 'invited'),
      ],
      'b.csv.mock.journal.ndjson': [
        header('b.csv', 'a mock organization'),
        entry('ada', 'invited'),
      ],
      'c.journal.ndjson': ['{"something":"else"}'],
      'd.journal.ndjson': [],
    };
    const folder = folderWith(files);
    expect((await runIn(folder)).summary.invited).toBe(2);
    for (const name of Object.keys(files)) expect(existsSync(join(folder, name))).toBe(true);
  });

  test('that is damaged is named: nothing is sent', async () => {
    const folder = folderWith({
      'a.csv.journal.ndjson': [header('a.csv'), 'x', entry('ada', 'invited')],
    });
    const error = await refusalOf(runIn(folder));
    expect(error.reason).toBe('damaged');
    expect(error.message).toContain('a.csv.journal.ndjson is damaged at line 2');
  });

  test('as the journal itself goes on in place', async () => {
    const folder = folderWith({ 'old.ndjson': [header('staff.csv'), entry('ada', 'invited')] });
    const journal = join(folder, 'old.ndjson');
    expect((await refusalOf(run({ journal }))).reason).toBe('unconfirmed');
    const { summary } = await run({ journal, sameOrganization: true });
    expect(summary).toMatchObject({ invitedEarlier: 1, invited: 1 });
    expect((await run({ journal })).summary.invitedEarlier).toBe(2);
  });
});
