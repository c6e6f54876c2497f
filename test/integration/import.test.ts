import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMockOrganization, type Fault, type MockOrganization } from '../../src/mock/index.js';
import { key } from '../support/calls.js';
import { command } from '../support/installed.js';
import { journalIn } from '../support/journal.js';
import { temporaryFolder } from '../support/project.js';

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

interface Ran {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs `openai-invites import` as a process, in a folder with the file. */
function importFile(
  folder: string,
  content: string,
  flags: string[],
  env: Record<string, string> = {},
  shell = '',
): Promise<Ran> {
  writeFileSync(join(folder, 'staff.csv'), content);
  const args = [command, 'import', 'staff.csv', ...flags];
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
    const first = await importFile(folder, file, ['--report', 'report.csv'], env);
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain('Invited now 2');
    const report = readFileSync(join(folder, 'report.csv'), 'utf8');
    expect(report).toMatch(
      /^line,email,role,projects,outcome,earlier,id,expires_at,reason\n2,ada@example.com,reader,,invited,,invite-mock-/,
    );
    const second = await importFile(folder, `${file}bob@example.com,reader\n`, ['--json'], env);
    expect(second.err).toContain('Invited now 1 · before 2');
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
    const { code, err } = await importFile(folder, wrong, [], env);
    expect(code).toBe(2);
    expect(err).toContain('the same address again: ada@example.com, first in line 2 (line 4)');
    expect(err).toContain('no "@" in an email address: x (line 5)');
    expect(err).toContain('role "boss" must be reader or owner: line 6');
    expect(err).toContain('no role; fill it in, or pass --role: line 7');
    expect(organization.requests).toHaveLength(0);
    const skipped = await importFile(folder, wrong, ['--skip-invalid'], env);
    expect(skipped).toMatchObject({ code: 1 });
    expect(organization.invites).toHaveLength(2);
  });

  test('tells of the unknown with exit code 3, and how to go on', async () => {
    const organization = await organizationWith({ status: 500 });
    const { code, err } = await importFile(temporaryFolder(), file, ['--concurrency', '1'], {
      OPENAI_BASE_URL: organization.url,
    });
    expect(code).toBe(3);
    expect(err).toContain('Invited now 1 · unknown 1');
    expect(err).toContain(
      'Unknown, check the members page: ada@example.com (line 2)\n  The server answered 500.',
    );
    expect(err).toContain('--mark-not-invited');
  });

  test('--dry-run and --mock send nothing out', async () => {
    const folder = temporaryFolder();
    const dry = await importFile(folder, file, ['--dry-run']);
    expect(dry.out).toBe(
      '{"email":"ada@example.com","role":"reader"}\n{"email":"grace@example.com","role":"owner"}\n',
    );
    const mock = await importFile(folder, file, ['--mock']);
    expect(mock).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual(['staff.csv']);
  });

  test('a report that cannot be written is found out before anything is sent', async () => {
    const organization = await organizationWith();
    const env = { OPENAI_BASE_URL: organization.url };
    const { code, err } = await importFile(temporaryFolder(), file, ['--report', 'no/r.csv'], env);
    expect(code).toBe(2);
    expect(err).toContain(
      'The report no/r.csv cannot be written (ENOENT). Choose another place for it.',
    );
    expect(organization.requests).toHaveLength(0);
  });

  test('a report does not replace the file that is imported', async () => {
    const folder = temporaryFolder();
    const { code, err } = await importFile(folder, file, ['--mock', '--report', './staff.csv']);
    expect(code).toBe(2);
    expect(err).toContain('The report would replace staff.csv.');
    expect(readFileSync(join(folder, 'staff.csv'), 'utf8')).toBe(file);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a disk that is full when the report is written loses nothing else',
    async () => {
      const organization = await organizationWith();
      const env = { OPENAI_BASE_URL: organization.url };
      const folder = temporaryFolder();
      const { code, err } = await importFile(folder, file, ['--report', '/dev/full'], env);
      expect(code).toBe(3);
      expect(err).toContain('Invited now 2');
      expect(err).toContain(
        'The report /dev/full cannot be written (ENOSPC). Run the same command',
      );
      const again = await importFile(folder, file, ['--report', 'report.csv'], env);
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
      const { code, err } = await importFile(folder, all, ['--json'], env, 'exec > /dev/full;');
      expect(code).toBe(1);
      expect(err).toContain('The result cannot be written to standard output (ENOSPC).');
      expect(err).toMatch(/Invited now \d+ · not sent \d+/);
      expect(await importFile(folder, all, [], env)).toMatchObject({ code: 0 });
      expect(organization.requests).toHaveLength(300);
    },
  );

  test('a file that cannot be read is named', async () => {
    const { code, err } = await importFile(temporaryFolder(), file, ['other.csv']);
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
      const { code, err } = await importFile(
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
      const resumed = await importFile(folder, `email,role\n${rows.join('')}`, [], {
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
      const { code, err } = await importFile(folder, file, [], {
        OPENAI_BASE_URL: organization.url,
      });
      chmodSync(folder, 0o700);
      expect(code).toBe(2);
      expect(err).toContain('cannot be opened (EACCES)');
      expect(organization.requests).toHaveLength(0);
    },
  );
});
