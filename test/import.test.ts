import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { describe, expect, onTestFinished, test } from 'vitest';
import { importInvites, type ImportOptions, type ImportResult } from '../src/bulk/index.js';
import { startMockOrganization, type Fault, type MockOrganization } from '../src/mock/index.js';
import { clientFor, key } from './support/calls.js';
import { journalIn } from './support/journal.js';
import { root, temporaryFolder } from './support/project.js';

async function organizationWith(...faults: Fault[]): Promise<MockOrganization> {
  const organization = await startMockOrganization({ apiKey: key, faults });
  onTestFinished(() => organization.close());
  return organization;
}

const people = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ({ email: `user${index}@example.com`, role: 'reader' }) as const,
  );

async function run(organization: MockOrganization, count: number, options: ImportOptions = {}) {
  const imported = importInvites(clientFor(organization.url), people(count), options);
  const results: ImportResult[] = [];
  for await (const result of imported) results.push(result);
  results.sort((a, b) => a.index - b.index);
  return {
    outcomes: results.map(({ outcome }) => outcome),
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

  test('what may have gone out is not sent again unless asked for', async () => {
    const organization = await organizationWith(
      { status: 500 },
      { break: 'after-reading', invites: true },
    );
    const journal = journalPath();
    const options = { journal, concurrency: 1 };
    expect((await run(organization, 3, options)).outcomes).toEqual([
      'unknown',
      'unknown',
      'invited',
    ]);
    const second = await run(organization, 3, options);
    expect(second.outcomes).toEqual(['unknown', 'unknown', 'invited']);
    expect(second.results[0]?.error?.message).toContain('ApiError 500');
    expect(organization.requests).toHaveLength(3);
    const third = await run(organization, 3, { ...options, resendUnknown: true });
    expect(third.summary).toMatchObject({ invited: 2, invitedEarlier: 1 });
  });

  test('what surely did not go out is sent by the next run', async () => {
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
    const { outcomes, summary } = await run(organization, 4, { concurrency: 1 });
    expect(outcomes).toEqual(['not-invited', 'not-sent', 'not-sent', 'not-sent']);
    expect(summary.stopped?.message).toContain('The server answered');
  });

  test('ends after as many failures as are allowed', async () => {
    const organization = await organizationWith({ status: 409 }, { status: 400 });
    const { summary } = await run(organization, 5, { concurrency: 1, maxFailures: 2 });
    expect(summary).toMatchObject({ notInvited: 2, notSent: 3 });
    expect(summary.stopped).toEqual({ reason: 'failures', message: '2 rows failed.' });
  });

  test('a signal stops what was not sent, and waits for what was', async () => {
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

  test('an address that is there twice is sent once', async () => {
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

  test.each([{ concurrency: 0 }, { concurrency: 1.5 }, { rate: 0 }, { maxFailures: 0 }])(
    '%j is refused',
    (options) => {
      expect(() => importInvites(clientFor('https://api.example'), [], options)).toThrow('must be');
    },
  );
});

const tsx = createRequire(import.meta.url).resolve('tsx/cli');

interface Ran {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs `openai-invites import` as a process, in a folder with the file. */
function command(
  folder: string,
  content: string,
  flags: string[],
  env: Record<string, string> = {},
  shell = '',
): Promise<Ran> {
  writeFileSync(join(folder, 'staff.csv'), content);
  const args = [tsx, join(root, 'src/cli/main.ts'), 'import', 'staff.csv', ...flags];
  const script = `${shell} exec ${[process.execPath, ...args].map((part) => JSON.stringify(part)).join(' ')}`;
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, OPENAI_ADMIN_KEY: key, ...env } };
    const child = execFile('bash', ['-c', script], options, (_error, out, err) => {
      expect(out + err).not.toContain(key);
      resolve({ code: child.exitCode, out, err });
    });
  });
}

describe('openai-invites import', () => {
  const file = 'email,role\nada@example.com,reader\ngrace@example.com,owner\n';

  test('invites, reports, and invites nobody twice', async () => {
    const folder = temporaryFolder();
    const organization = await organizationWith();
    const env = { OPENAI_BASE_URL: organization.url };
    const first = await command(folder, file, ['--report', 'report.csv'], env);
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain('2 invited.');
    const report = readFileSync(join(folder, 'report.csv'), 'utf8');
    expect(report).toMatch(
      /^line,email,role,outcome,earlier,id,expires_at,reason\n2,ada@example.com,reader,invited,,invite-mock-/,
    );
    const second = await command(folder, `${file}bob@example.com,reader\n`, ['--json'], env);
    expect(second.err).toContain('1 invited, 2 invited before.');
    expect(
      second.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toHaveLength(3);
    expect(organization.requests).toHaveLength(3);
    expect(journalIn(folder)).not.toContain(key);
  });

  test('sends nothing while a row is wrong, and says which', async () => {
    const folder = temporaryFolder();
    const organization = await organizationWith();
    const wrong = `${file}ADA@example.com,reader\nx,reader\ny@example.com,boss\nz@example.com\n`;
    const env = { OPENAI_BASE_URL: organization.url };
    const { code, err } = await command(folder, wrong, [], env);
    expect(code).toBe(2);
    expect(err).toContain('line 4, email: the same address as in line 2');
    expect(err).toContain('line 5, email: no plausible address');
    expect(err).toContain('line 6, role: expected one of ["reader","owner"], got another string');
    expect(err).toContain('line 7, role: expected a value, got nothing');
    expect(organization.requests).toHaveLength(0);
    const skipped = await command(folder, wrong, ['--skip-invalid'], env);
    expect(skipped).toMatchObject({ code: 1 });
    expect(organization.invites).toHaveLength(2);
  });

  test('tells of the unknown with exit code 3, and how to go on', async () => {
    const organization = await organizationWith({ status: 500 });
    const { code, err } = await command(temporaryFolder(), file, ['--concurrency', '1'], {
      OPENAI_BASE_URL: organization.url,
    });
    expect(code).toBe(3);
    expect(err).toContain('1 invited, 1 unknown.');
    expect(err).toMatch(/unknown: The server answered 500.*\n {2}line 2/);
    expect(err).toContain('--resend-unknown');
  });

  test('--dry-run and --mock send nothing out', async () => {
    const folder = temporaryFolder();
    const dry = await command(folder, file, ['--dry-run']);
    expect(dry.out).toBe(
      '{"email":"ada@example.com","role":"reader"}\n{"email":"grace@example.com","role":"owner"}\n',
    );
    const mock = await command(folder, file, ['--mock']);
    expect(mock).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual(['staff.csv']);
  });

  test('a report that cannot be written is found out before anything is sent', async () => {
    const organization = await organizationWith();
    const env = { OPENAI_BASE_URL: organization.url };
    const { code, err } = await command(temporaryFolder(), file, ['--report', 'no/r.csv'], env);
    expect(code).toBe(2);
    expect(err).toContain('The report no/r.csv cannot be written (ENOENT); nothing was sent.');
    expect(organization.requests).toHaveLength(0);
  });

  test('a report does not replace the file that is imported', async () => {
    const folder = temporaryFolder();
    const { code, err } = await command(folder, file, ['--mock', '--report', './staff.csv']);
    expect(code).toBe(2);
    expect(err).toContain('The report would replace staff.csv; nothing was sent.');
    expect(readFileSync(join(folder, 'staff.csv'), 'utf8')).toBe(file);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a disk that is full when the report is written loses nothing else',
    async () => {
      const organization = await organizationWith();
      const env = { OPENAI_BASE_URL: organization.url };
      const folder = temporaryFolder();
      const { code, err } = await command(folder, file, ['--report', '/dev/full'], env);
      expect(code).toBe(3);
      expect(err).toContain('2 invited.');
      expect(err).toContain(
        'The report /dev/full cannot be written (ENOSPC). Run the same command',
      );
      const again = await command(folder, file, ['--report', 'report.csv'], env);
      expect(again).toMatchObject({ code: 0 });
      expect(readFileSync(join(folder, 'report.csv'), 'utf8')).toContain('grace@example.com');
      expect(organization.requests).toHaveLength(2);
    },
  );

  test.skipIf(!existsSync('/dev/full'))(
    'standard output that takes nothing stops it, and is told of',
    async () => {
      const organization = await organizationWith();
      const env = { OPENAI_BASE_URL: organization.url };
      const rows = people(300).map(({ email, role }) => `${email},${role}\n`);
      const all = `email,role\n${rows.join('')}`;
      const folder = temporaryFolder();
      const { code, err } = await command(folder, all, ['--json'], env, 'exec > /dev/full;');
      expect(code).toBe(1);
      expect(err).toContain('The result cannot be written to standard output (ENOSPC).');
      expect(err).toMatch(/\d+ invited, \d+ not sent\./);
      expect(await command(folder, all, [], env)).toMatchObject({ code: 0 });
      expect(organization.requests).toHaveLength(300);
    },
  );

  test('a file that cannot be read is named', async () => {
    const { code, err } = await command(temporaryFolder(), file, ['other.csv']);
    expect(code).toBe(2);
    expect(err).toContain('too many arguments');
  });

  test.skipIf(process.platform === 'win32')(
    'a disk that is full stops it, with every request known to the journal',
    async () => {
      const folder = temporaryFolder();
      const organization = await organizationWith();
      const rows = people(200).map(({ email, role }) => `${email},${role}\n`);
      // The greatest size of a file, in KiB, stands for the disk.
      const { code, err } = await command(
        folder,
        `email,role\n${rows.join('')}`,
        [],
        { OPENAI_BASE_URL: organization.url, TMPDIR: '/dev/shm' },
        "trap '' XFSZ; ulimit -f 8;",
      );
      expect(code).toBe(1);
      expect(err).toContain('cannot be written (EFBIG): nothing more is sent');
      const journal = journalIn(folder);
      expect(journal.endsWith('\n')).toBe(true);
      expect(organization.requests.length).toBeGreaterThan(5);
      for (const { email } of organization.invites) expect(journal).toContain(email);
      const resumed = await command(folder, `email,role\n${rows.join('')}`, [], {
        OPENAI_BASE_URL: organization.url,
      });
      expect([0, 3]).toContain(resumed.code);
      expect(new Set(organization.invites.map(({ email }) => email)).size).toBe(
        organization.invites.length,
      );
    },
  );

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a folder that takes no journal: nothing is sent',
    async () => {
      const folder = temporaryFolder();
      const organization = await organizationWith();
      writeFileSync(join(folder, 'staff.csv'), file);
      chmodSync(folder, 0o500);
      const { code, err } = await command(folder, file, [], { OPENAI_BASE_URL: organization.url });
      chmodSync(folder, 0o700);
      expect(code).toBe(2);
      expect(err).toContain('cannot be opened (EACCES)');
      expect(organization.requests).toHaveLength(0);
    },
  );
});
