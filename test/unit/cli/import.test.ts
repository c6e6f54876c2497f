import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { locateJournal } from '../../../src/bulk/journal/location.js';
import { run } from '../../../src/cli/program.js';
import type { Fault } from '../../../src/mock/index.js';
import { key } from '../../support/calls.js';
import { commandLine, terminalWith } from '../../support/command-line.js';
import { journalIn } from '../../support/journal.js';
import { temporaryFolder } from '../../support/project.js';
import { organizationWith } from '../../support/organization.js';

const file = 'email,role\nada@example.com,reader\ngrace@example.com,owner\n';

/** A file in a folder of its own, an organization, and the command that imports the one into the other. */
async function setUp(content = file, ...faults: Fault[]) {
  const folder = temporaryFolder();
  const organization = await organizationWith(...faults);
  const path = join(folder, 'staff.csv');
  writeFileSync(path, content);
  const env = { OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: organization.url };
  const run = async (...flags: string[]) => {
    const ran = await commandLine(['import', path, ...flags], env);
    expect(ran.out + ran.err).not.toContain(key);
    return ran;
  };
  return { folder, path, organization, run };
}

test('sends nothing while a row is wrong, and says which', async () => {
  const wrong = `${file}ADA@example.com,reader\nx,reader\ny@example.com,boss\nz@example.com\n`;
  const { organization, run } = await setUp(wrong);
  const { code, err } = await run();
  expect(code).toBe(2);
  expect(err).toContain('the same address again: ada@example.com, first in line 2 (line 4)');
  expect(err).toContain('no "@" in an email address: x (line 5)');
  expect(err).toContain('role "boss" must be reader or owner: line 6');
  expect(err).toContain('no role; fill it in, or pass --role: line 7');
  expect(organization.requests).toHaveLength(0);
  expect(await run('--skip-invalid')).toMatchObject({ code: 1 });
  expect(organization.invites).toHaveLength(2);
});

test('lists unknown addresses with exit code 3, and how to go on', async () => {
  const { run } = await setUp(file, { status: 500 });
  const { code, err } = await run('--concurrency', '1');
  expect(code).toBe(3);
  expect(err).toContain('Invited now 1 · unknown 1');
  expect(err).toContain(
    'Unknown, check the members page: ada@example.com (line 2)\n  The server answered 500.',
  );
  expect(err).toContain('--mark-not-invited');
});

test.each<[string, Fault]>([
  ['a server error', { status: 500, body: { error: { message: 'Disk\nfull' } } }],
  ['an error that repeats the key', { status: 500, body: { error: { message: `No: ${key}` } } }],
  ['an answer that is no invite', { body: { object: 'list', data: [] } }],
  ['a sign-in page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
  ['a lost connection', { break: 'after-reading' }],
  ['an answer that is cut off', { break: 'half-way' }],
])('the next run says what the first one said of an unknown row: %s', async (_name, fault) => {
  const { folder, run } = await setUp('email,role\nada@example.com,reader\n', fault);
  const first = await run('--report', join(folder, '1.csv'));
  const second = await run('--report', join(folder, '2.csv'));
  expect(journalIn(folder)).not.toContain(key);
  const [said, saidAgain] = [first, second].map(({ err }) =>
    /^Unknown, [^]*(?=^Settle)/m.exec(err),
  );
  expect(said?.[0].split('\n').length).toBeGreaterThan(2);
  expect(said?.[0]).not.toContain('It is unknown whether');
  expect(saidAgain).toEqual(said);
  expect(readFileSync(join(folder, '2.csv'), 'utf8')).toMatch(
    /unknown,true,,,"?Unknown since [-\dT:.]+Z: /,
  );
});

test('--dry-run shows the requests and sends none', async () => {
  const { folder, organization, run } = await setUp();
  const { out } = await run('--dry-run');
  expect(out).toBe(
    '{"email":"ada@example.com","role":"reader"}\n{"email":"grace@example.com","role":"owner"}',
  );
  expect(organization.requests).toHaveLength(0);
  expect(readdirSync(folder)).toEqual(['staff.csv']);
});

test.each([
  ['everybody is invited', file, 0],
  ['a row asks for another role than was invited', file.replace('owner', 'reader'), 1],
])('--dry-run exits as the run would: %s', async (_name, content, expected) => {
  const { path, run } = await setUp();
  await run();
  writeFileSync(path, content);
  expect(await run('--dry-run')).toMatchObject({ code: expected });
  expect(await run()).toMatchObject({ code: expected });
});

test('several files, as a pattern of the shell gives them, are refused with the next step', async () => {
  const { path, organization, run } = await setUp();
  const { code, err } = await run(path);
  expect([code, err]).toEqual([2, expect.stringContaining('Import one file at a time.')]);
  expect(organization.requests).toHaveLength(0);
});

test('a mark before the file is refused with the order that works', async () => {
  const { path, organization, run } = await setUp();
  for (const flag of ['--mark-invited', '--mark-not-invited'])
    for (const last of [path, '-', 'staff@2026.csv']) {
      const { code, err } = await commandLine(['import', flag, 'ada@example.com', last]);
      expect(code).toBe(2);
      expect(err).toContain('Write the file before --mark-invited and --mark-not-invited,');
    }
  expect(await run('--mark-invited', 'ada@example.com', 'adda')).toMatchObject({ code: 2 });
  expect(organization.requests).toHaveLength(0);
});

test.each([
  ['--role', 'boss', '--role boss is no role: pass reader or owner.'],
  ['--project', 'proj_a', '--project proj_a cannot be used: pass id:member or id:owner.'],
  ['--project', 'proj_a:boss', '--project proj_a:boss cannot be used: pass'],
  [
    '--project',
    '[{"id":"p","role":"member"',
    '--project [{"id":"p","role":"member" cannot be used',
  ],
  ['--project', 'p:member p:owner', '--project cannot be used: a project twice: p.'],
])('%s %s is the fault of no row', async (flag, value, words) => {
  const { organization, run } = await setUp();
  for (const more of [[], ['--dry-run'], ['--skip-invalid']]) {
    const { code, err } = await run(flag, value, ...more);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(err).not.toMatch(/line|these rows/);
  }
  expect(organization.requests).toHaveLength(0);
});

test.each([
  ['--role <role>'],
  ['--email-column <column>'],
  ['--journal <file>'],
  ['--project <id:role>'],
  ['--mark-invited <address...>'],
])('%s without a value, as of an empty variable of the shell, is refused', async (option) => {
  const { organization, run } = await setUp();
  const { code, err } = await run(option.replace(/ .*/, ''), '');
  expect([code, err]).toEqual([2, expect.stringContaining(`option '${option}' is empty`)]);
  expect(organization.requests).toHaveLength(0);
});

test('one project in two --project is the fault of no row', async () => {
  const { organization, run } = await setUp();
  const { code, err } = await run('--project', 'p:member', '--project', 'p:owner');
  expect([code, err]).toEqual([
    2,
    '--project cannot be used: a project twice: p. No invite went out.',
  ]);
  expect(organization.requests).toHaveLength(0);
});

test('an empty file name, as of an empty variable of the shell, is refused', async () => {
  const { code, err } = await commandLine(['import', '', '--dry-run']);
  expect([code, err]).toEqual([2, expect.stringContaining("argument '<file>' is empty")]);
});

test.each([
  ['--journal', 'It must be a file.'],
  ['--report', 'It must be a file; --json writes the results to standard output.'],
  ['--existing', 'It must be a file, whose time of change says when the list was fetched.'],
])('%s - is no file', async (flag, words) => {
  const { organization, run } = await setUp();
  const { code, err } = await run(flag, '-');
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  expect(organization.requests).toHaveLength(0);
});

test('what the server says of the last row is said once', async () => {
  const refusal = { status: 401, body: { error: { message: 'Incorrect API key.' } } };
  const { run } = await setUp(file, refusal, refusal);
  const { code, err } = await run();
  expect(code).toBe(1);
  expect(err.match(/Incorrect API key/g)).toHaveLength(1);
  expect(err).toMatch(/^Stopped\. When that is fixed, run the same command again to go on\.$/m);
});

test('--report - is no file', async () => {
  const { run } = await setUp();
  expect(await run('--report', '-')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--json writes the results to standard output') as string,
  });
});

test('--dry-run writes the report of every row', async () => {
  const { folder, run } = await setUp(`${file}nobody,reader\n`);
  await run('--dry-run', '--skip-invalid', '--report', join(folder, 'report.csv'));
  const [, ...lines] = readFileSync(join(folder, 'report.csv'), 'utf8').trim().split('\n');
  expect(lines).toEqual([
    '2,ada@example.com,reader,,not-sent,,,,',
    '3,grace@example.com,owner,,not-sent,,,,',
    '4,nobody,reader,,invalid,,,,"no ""@"" in an email address"',
  ]);
});

test('--mock sends nothing out and keeps no journal', async () => {
  const { folder, organization, run } = await setUp();
  expect(await run('--mock')).toMatchObject({ code: 0 });
  expect(organization.requests).toHaveLength(0);
  expect(readdirSync(folder)).toEqual(['staff.csv']);
});

test('a report that cannot be written is found out before anything is sent', async () => {
  const { folder, organization, run } = await setUp();
  const report = join(folder, 'no/r.csv');
  const { code, err } = await run('--report', report);
  expect(code).toBe(2);
  expect(err).toContain(
    `The report ${report} cannot be written (ENOENT). Choose another place for it.`,
  );
  expect(organization.requests).toHaveLength(0);
});

test('a report does not replace the file that is imported', async () => {
  const { folder, path, run } = await setUp();
  const { code, err } = await run('--mock', '--report', join(folder, '.', 'staff.csv'));
  expect(code).toBe(2);
  expect(err).toContain(`The report would replace ${path}.`);
  expect(readFileSync(path, 'utf8')).toBe(file);
});

test('a report does not replace the list of existing invites', async () => {
  const { folder, organization, run } = await setUp();
  const list = join(folder, 'list.json');
  writeFileSync(list, '[]');
  const { code, err } = await run('--existing', list, '--report', list);
  expect(code).toBe(2);
  expect(err).toContain(`The report would replace ${list}.`);
  expect(organization.requests).toHaveLength(0);
});

test('a folder is no file', async () => {
  const { code, err } = await commandLine(['import', temporaryFolder(), '--dry-run']);
  expect(code).toBe(2);
  expect(err).toContain('is not a file. No invite went out.');
});

test('a dry run with --json has every row, with what would become of it', async () => {
  const { run, organization } = await setUp('email,role\nada@example.com,reader\nx,reader\n');
  const { out } = await run('--dry-run', '--json', '--skip-invalid');
  const lines = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ line, email, outcome }) => [line, email, outcome])).toEqual([
    [3, 'x', 'invalid'],
    [2, 'ada@example.com', 'not-sent'],
  ]);
  expect(organization.requests).toHaveLength(0);
});

test('several projects in one --project are several', async () => {
  const { organization, run } = await setUp();
  expect(await run('--project', 'p:member q:owner', '--project', 'r:owner')).toMatchObject({
    code: 0,
  });
  expect(organization.invites[0]?.projects).toEqual([
    { id: 'p', role: 'member' },
    { id: 'q', role: 'owner' },
    { id: 'r', role: 'owner' },
  ]);
});

test.skipIf(!existsSync('/dev/full'))('what has no end is not read', async () => {
  const input = await commandLine(['import', '/dev/zero', '--dry-run']);
  expect(input).toMatchObject({ code: 2, err: '/dev/zero is not a file. No invite went out.' });
  const { organization, run } = await setUp();
  const list = await run('--existing', '/dev/zero');
  expect(list).toMatchObject({ code: 2, err: '/dev/zero is not a file. No invite went out.' });
  for (const flags of [[], ['--dry-run']]) {
    const { code, err } = await run('--journal', '/dev/full', ...flags);
    expect(code).toBe(2);
    expect(err).toMatch(/^The journal \/dev\/full cannot be \w+ \(not a file\).*--journal\.$/);
  }
  expect(organization.requests).toHaveLength(0);
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  function makePipe(): string {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('/usr/bin/mkfifo', [pipe]);
    return pipe;
  }

  test('is read to its end', async () => {
    const pipe = makePipe();
    const ran = commandLine(['import', pipe, '--dry-run']);
    const writer = await open(pipe, 'w');
    await writer.writeFile(file);
    await writer.close();
    expect((await ran).out).toContain('grace@example.com');
  });

  test('is not waited for any longer than the user wants', async () => {
    const pipe = makePipe();
    const stop = new AbortController();
    const err: string[] = [];
    const terminal = terminalWith({ signal: stop.signal, err: (text) => err.push(text) });
    const code = run(['import', pipe, '--dry-run'], terminal);
    const writer = await open(pipe, 'w');
    stop.abort(new Error('Stopped by Ctrl-C.'));
    expect(await code).toBe(2);
    expect(err).toEqual(['Stopped by Ctrl-C. No invite went out.']);
    await writer.close();
  });
});

test.skipIf(process.platform === 'win32')(
  'a report is not for a pipe that nobody reads',
  async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('/usr/bin/mkfifo', [pipe]);
    const { organization, run } = await setUp();
    const { code, err } = await run('--report', pipe);
    expect(code).toBe(2);
    expect(err).toContain(`The report ${pipe} cannot be written (ENXIO).`);
    expect(organization.requests).toHaveLength(0);
  },
);

test('a folder that is gone is named, and not as a fault of the program', async () => {
  const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('gone'), { code: 'ENOENT' });
  });
  onTestFinished(() => {
    cwd.mockRestore();
  });
  const { code, err } = await commandLine(['import', '-', '--dry-run'], {}, file);
  expect(code).toBe(2);
  expect(err).toBe('The folder of the journal cannot be read (ENOENT). No invite went out.');
});

test('a file that has no place, such as a pipe of the shell, has its journal where the command runs', async () => {
  const target = 'https://api.example/v1';
  const nowhere = join(temporaryFolder(), 'pipe:[1]');
  const { journal: path, predecessors } = await locateJournal(nowhere, target);
  expect(path).toBe((await locateJournal(undefined, target)).journal);
  expect(predecessors).toEqual([]);
});

test('--dry-run names the rows that stand against the journal', async () => {
  const { path, run } = await setUp(file, {}, { status: 500 });
  await run('--concurrency', '1');
  writeFileSync(path, file.replace('reader', 'owner'));
  const { code, err } = await run('--dry-run');
  expect(code).toBe(3);
  expect(err).toContain(
    'Conflicts with an earlier invite: ada@example.com (line 2)\n  Invited before with role reader, not owner.',
  );
  expect(err).toContain(
    'Unknown, check the members page: grace@example.com (line 3)\n  The server answered 500.',
  );
  expect(err).toContain(
    'Dry run: 2 owners; 1 conflicting; 1 unknown since an earlier run; 0 would',
  );
});

test('a file that is not there is named', async () => {
  const { path, organization, run } = await setUp();
  rmSync(path);
  const { code, err } = await run();
  expect(code).toBe(2);
  expect(err).toContain(`${path} cannot be read (ENOENT). No invite went out.`);
  expect(organization.requests).toHaveLength(0);
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that is full when the report is written loses nothing else',
  async () => {
    const { folder, organization, run } = await setUp();
    const { code, err } = await run('--report', '/dev/full');
    expect(code).toBe(3);
    expect(err).toContain('Invited now 2');
    expect(err).toContain('The report /dev/full cannot be written (ENOSPC). Run the same command');
    const report = join(folder, 'report.csv');
    expect(await run('--report', report)).toMatchObject({ code: 0 });
    expect(readFileSync(report, 'utf8')).toContain('grace@example.com');
    expect(organization.requests).toHaveLength(2);
  },
);
