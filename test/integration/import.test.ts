import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { key } from '../support/calls.js';
import { command } from '../support/installed.js';
import { journalIn } from '../support/journal.js';
import { temporaryFolder } from '../support/project.js';
import { organizationWith } from '../support/organization.js';

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

  test.skipIf(!existsSync('/dev/full'))(
    'a failure of standard output stops it, and is reported',
    async () => {
      const organization = await organizationWith();
      const env = { OPENAI_BASE_URL: organization.url };
      const rows = people(100).map(({ email, role }) => `${email},${role}\n`);
      const all = `email,role\n${rows.join('')}`;
      const folder = temporaryFolder();
      const { code, err } = await importFile(folder, all, ['--json'], env, 'exec > /dev/full;');
      expect(code).toBe(1);
      expect(err).toContain('The result cannot be written to standard output (ENOSPC).');
      expect(err).toMatch(/Invited now \d+ · not sent \d+/);
      expect(await importFile(folder, all, [], env)).toMatchObject({ code: 0 });
      expect(organization.requests).toHaveLength(100);
    },
  );

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
