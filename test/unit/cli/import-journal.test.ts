import {
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault, MockOrganization } from '../../../src/mock/index.js';
import { key } from '../../support/calls.js';
import { commandLine, type Ran } from '../../support/command-line.js';
import { journalPathIn } from '../../support/journal.js';
import { temporaryFolder } from '../../support/project.js';
import { organizationWith } from '../../support/organization.js';

const staff = 'email,role\nada@example.com,reader\nbob@example.com,reader\n';

/** A folder with a file, an organization, and the command. */
async function setUp(content = staff, ...faults: Fault[]) {
  const folder = temporaryFolder();
  const organization = await organizationWith(...faults);
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('staff.csv'), content);
  const environment = { OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: organization.url };
  const run = (args: string[], name = 'staff.csv', env = {}): Promise<Ran> =>
    commandLine(['import', at(name), '--concurrency', '1', ...args], { ...environment, ...env });
  return { folder, organization, at, run };
}

const invited = ({ invites }: MockOrganization): string[] => invites.map(({ email }) => email);

/** A list of invites that was saved some minutes from now. */
function saveList(path: string, text: string, minutes: number): string {
  writeFileSync(path, text);
  const time = new Date(Date.now() + minutes * 60_000);
  utimesSync(path, time, time);
  return path;
}

const page = (entries: object[], more = {}): string =>
  JSON.stringify({ object: 'list', data: entries, has_more: false, ...more }, null, 2);

describe('whatever the file is called, nobody is invited again', () => {
  test.each<[string, (at: (name: string) => string) => string]>([
    [
      'renamed',
      (at) => {
        renameSync(at('staff.csv'), at('people.csv'));
        return 'people.csv';
      },
    ],
    [
      'copied',
      (at) => {
        writeFileSync(at('copy.csv'), staff);
        return 'copy.csv';
      },
    ],
    [
      'linked',
      (at) => {
        symlinkSync('staff.csv', at('link.csv'));
        return 'link.csv';
      },
    ],
    [
      'linked from elsewhere',
      (at) => {
        const link = join(temporaryFolder(), 'link.csv');
        symlinkSync(at('staff.csv'), link);
        return link;
      },
    ],
  ])('%s', async (_name, change) => {
    const { organization, at, run } = await setUp();
    expect((await run([])).code).toBe(0);
    const name = change(at);
    const { code, err } = name.startsWith('/')
      ? await commandLine(['import', name], {
          OPENAI_ADMIN_KEY: key,
          OPENAI_BASE_URL: organization.url,
        })
      : await run([], name);
    expect(code).toBe(0);
    expect(err).toContain('Invited now 0 · before 2');
    expect(organization.requests).toHaveLength(2);
  });

  test('--mock leaves no journal, and takes none', async () => {
    const { folder, run } = await setUp();
    expect((await run(['--mock'])).err).toContain('Invited now 2');
    expect((await run(['--mock'])).err).toContain('Invited now 2');
    expect(readdirSync(folder)).toEqual(['staff.csv']);
    expect((await run(['--mock', '--journal', 'x'])).code).toBe(2);
  });
});

describe('the report', () => {
  test('a row that asks for another role than was invited is named, with exit code 1', async () => {
    const { at, run } = await setUp();
    await run([]);
    writeFileSync(
      at('staff.csv'),
      staff.replace('ada@example.com,reader', 'ada@example.com,owner'),
    );
    const { code, err } = await run(['--report', at('report.csv')]);
    expect(code).toBe(1);
    expect(err).toContain('role reader, not owner');
    expect(readFileSync(at('report.csv'), 'utf8')).toMatch(
      /2,ada@example.com,owner,,conflict,true/,
    );
  });

  test('--dry-run reads the journal', async () => {
    const { at, organization, run } = await setUp();
    await run([]);
    writeFileSync(at('staff.csv'), `${staff}cat@example.com,owner\n`);
    for (const env of [{}, { OPENAI_ADMIN_KEY: '' }]) {
      const { code, out } = await run(['--dry-run'], 'staff.csv', env);
      expect([code, out]).toEqual([0, '{"email":"cat@example.com","role":"owner"}']);
    }
    expect(organization.requests).toHaveLength(2);
  });
});

describe('another organization', () => {
  test('stops with exit code 2, and says what to do', async () => {
    const { run, organization } = await setUp();
    await run([]);
    const env = { OPENAI_ADMIN_KEY: 'sk-admin-of-another-organization' };
    const { code, err } = await run([], 'staff.csv', env);
    expect(code).toBe(2);
    expect(err).toContain('another admin key');
    expect(err).toMatch(/--same-organization.*--journal/s);
    expect(organization.requests).toHaveLength(2);
  });

  test('a journal of version 1 is taken over once confirmed', async () => {
    const { at, run, organization } = await setUp();
    const header = {
      journal: 'openai-invites',
      version: 1,
      input: 'staff.csv',
      target: organization.url,
    };
    const entry = { address: 'ada@example.com', state: 'invited', at: '2026-01-01T00:00:00.000Z' };
    const text = [header, entry].map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(at('staff.csv.journal.ndjson'), text);
    const first = await run([]);
    expect(first.code).toBe(2);
    expect(first.err).toContain('staff.csv.journal.ndjson');
    expect(first.err).toContain('--same-organization');
    expect((await run(['--same-organization'])).err).toContain('Invited now 1 · before 1');
    expect((await run([])).err).toContain('Invited now 0 · before 2');
    expect(invited(organization)).toEqual(['bob@example.com']);
  });

  test('a journal of version 1 that spells a domain otherwise is about the same people', async () => {
    const { at, run, organization } = await setUp('email,role\nada@bücher.example,reader\n');
    const header = { journal: 'openai-invites', version: 1, input: 'x', target: organization.url };
    const entry = { address: 'ada@bücher.example', state: 'invited', at: '2026-01-01T00:00:00Z' };
    const text = [header, entry].map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(at('staff.csv.journal.ndjson'), text);
    expect((await run(['--same-organization'])).err).toContain('Invited now 0 · before 1');
    expect(organization.requests).toHaveLength(0);
  });
});

describe('--existing', () => {
  const ada = { object: 'organization.invite', email: 'Ada@example.com', status: 'pending' };
  const cat = { email: 'cat@example.com', status: 'accepted', role: 'reader', id: 'invite-c' };

  test.each<[string, string]>([
    ['a page', page([ada])],
    ['pages one after the other', page([cat], { has_more: true }) + page([ada])],
    ['one object a line', `${JSON.stringify(cat)}\n${JSON.stringify(ada)}\n`],
    ['an array', JSON.stringify([ada, cat])],
    ['a byte order mark', `\ufeff${page([ada])}`],
    ['braces and quotes in a text', page([{ ...ada, note: 'a } " ] \\ {' }])],
  ])('read as %s: who is there is not invited', async (_name, text) => {
    const { at, run, organization } = await setUp();
    const { code, err } = await run(['--existing', saveList(at('list.json'), text, 0)]);
    expect(err).toContain('Invited now 1 · before 1');
    expect(code).toBe(0);
    expect(invited(organization)).toEqual(['bob@example.com']);
  });

  test('pages in an array, as `jq --slurp` writes them, are one list', async () => {
    const { at, run, organization } = await setUp();
    const pages = [page([ada], { has_more: true }), page([{ ...cat, email: 'bob@example.com' }])];
    writeFileSync(at('all.json'), `[${pages.join(',')}]`);
    const { code } = await run(['--existing', at('all.json')]);
    expect(code).toBe(0);
    expect(invited(organization)).toEqual([]);
  });

  test('a status that nobody knows is named', async () => {
    const { at, run, organization } = await setUp();
    writeFileSync(at('list.json'), page([{ ...ada, status: 'revoked' }]));
    const { code, err } = await run(['--existing', at('list.json')]);
    expect(code).toBe(0);
    expect(err).toContain('"revoked" counts like "pending".');
    expect(invited(organization)).toEqual(['bob@example.com']);
  });

  test('several files are one list; UTF-16 as PowerShell writes it is read', async () => {
    const { at, run, organization } = await setUp();
    writeFileSync(at('1.json'), Buffer.from(`\ufeff${page([ada], { has_more: true })}`, 'utf16le'));
    writeFileSync(at('2.json'), page([{ ...cat, email: 'bob@example.com' }]));
    const { code } = await run(['--existing', at('1.json'), '--existing', at('2.json')]);
    expect(code).toBe(0);
    expect(invited(organization)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['more pages than there are', page([ada], { has_more: true }), '"has_more": true'],
    ['more pages than there are, as text', page([ada], { has_more: 'true' }), '"has_more": true'],
    ['a page that is cut off', page([ada]).slice(0, -20), 'it ends within a value'],
    [
      'an error',
      '{"error":{"message":"Incorrect API key"}}',
      'the server answered "Incorrect API key"',
    ],
    ['HTML', '<html>{}</html>', 'it is not JSON'],
    ['nothing', ' \n', 'it is empty'],
    [
      'an address twice in one object',
      '{"email":"ada@example.com","email":"cat@example.com","status":"pending"}',
      'a key twice in one object',
    ],
    ['a table', 'email,status\nada@example.com,pending\n', 'not JSON'],
  ])('%s is refused, and nothing is sent', async (_name, text, words) => {
    const { at, run, organization } = await setUp();
    const { code, err } = await run(['--existing', saveList(at('list.json'), text, 0)]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(organization.requests).toHaveLength(0);
  });

  test('a file that is not there is named', async () => {
    const { at, run } = await setUp();
    const { code, err } = await run(['--existing', at('list.json')]);
    expect(code).toBe(2);
    expect(err).toContain('list.json cannot be read (ENOENT)');
  });

  test('settles the unknown: there, then not there', async () => {
    const { at, run, organization } = await setUp(staff, { status: 500 }, { status: 500 });
    expect((await run([])).code).toBe(3);
    const old = saveList(at('list.json'), page([ada]), 0);
    const early = await run(['--existing', old]);
    expect(early.code).toBe(3);
    expect(early.err).toContain('Invited now 0 · before 1 · unknown 1');
    // Five minutes later, as the journal sees it.
    const journal = journalPathIn(join(old, '..'));
    const ago = new Date(Date.now() - 301_000).toISOString();
    writeFileSync(
      journal,
      readFileSync(journal, 'utf8').replaceAll(/"at":"[^"]+"/g, `"at":"${ago}"`),
    );
    const late = await run(['--existing', saveList(at('list.json'), page([ada]), 0)]);
    expect(late.err).toContain('Invited now 1 · before 1');
    expect(invited(organization)).toEqual(['bob@example.com']);
  });
});

test('marks by hand settle the unknown', async () => {
  const { run, organization } = await setUp(staff, { status: 500 }, { status: 500 });
  await run([]);
  const flags = ['--mark-invited', 'ada@example.com', '--mark-not-invited', 'BOB@example.com'];
  const { code, err } = await run(flags);
  expect(code).toBe(0);
  expect(err).toContain('Invited now 1 · before 1');
  expect(invited(organization)).toEqual(['bob@example.com']);
  const typo = await run(['--mark-invited', 'adda@example.com']);
  expect(typo.code).toBe(2);
  expect(typo.err).toContain('adda@example.com');
});

test('one address with both marks is refused, and keeps its state', async () => {
  const { run, organization } = await setUp(staff, { status: 500 }, { status: 500 });
  await run([]);
  const flags = ['--mark-invited', 'ada@example.com', '--mark-not-invited', 'Ada@example.com'];
  const { code, err } = await run(flags);
  expect([code, err]).toEqual([2, expect.stringContaining('Ada@example.com is marked as both')]);
  expect((await run([])).err).toContain('unknown 2');
  expect(invited(organization)).toEqual([]);
});

test('failures in a row end it after ten, or as many as are asked for', async () => {
  const rows = Array.from({ length: 30 }, (_, index) => `user${index}@example.com,reader\n`);
  const faults = Array.from({ length: 30 }, () => ({ status: 500 }));
  const { run, organization } = await setUp(`email,role\n${rows.join('')}`, ...faults);
  const { code, err } = await run([]);
  expect(code).toBe(3);
  expect(err).toContain('Invited now 0 · unknown 10 · not sent 20');
  expect(organization.requests).toHaveLength(10);
  expect((await run(['--max-consecutive-failures', '2'])).err).toContain(
    'unknown 12 · not sent 18',
  );
});

test('--verbose prints a line for each attempt, without the key and the invitee', async () => {
  const { run } = await setUp(staff, { status: 429, headers: { 'retry-after': '0' } });
  const { code, err } = await run(['--verbose']);
  expect(code).toBe(0);
  expect(err.match(/^Attempt 1: status 429, .*rate limit\)$/gm)).toHaveLength(1);
  expect(err.match(/^Attempt \d: status 200, .*invited, \d+ ms$/gm)).toHaveLength(2);
  expect(err.match(/^Attempt.*@/gm)).toBeNull();
});
