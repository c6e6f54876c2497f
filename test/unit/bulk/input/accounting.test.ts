import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showInvisible } from '../../../../src/bulk/address.js';
import { readInvites } from '../../../../src/bulk/input/read.js';
import { run } from '../../../../src/cli/program.js';
import { writeReport, type ReportLine } from '../../../../src/cli/report.js';
import { startMockOrganization, type Fault } from '../../../../src/mock/index.js';
import { key } from '../../../support/calls.js';
import { terminalWith } from '../../../support/command-line.js';
import { rounds } from '../../../support/rounds.js';
import { temporaryFolder } from '../../../support/project.js';

/** Rows of a file as text; each is one row of the result, whatever becomes of it. */
const row = fc.oneof(
  { weight: 4, arbitrary: fc.nat(30).map((n) => `user${n}@example.com,reader,`) },
  { weight: 2, arbitrary: fc.nat(30).map((n) => `"User\n${n}",reader,`) },
  fc.nat(30).map((n) => `USER${n}@example.com,owner,p:member`),
  fc.nat(30).map((n) => `"user${n}@example.com\n",reader,"none"`),
  fc.constantFrom(
    'not-an-address,reader,',
    'zero\u200bwidth@example.com,reader,',
    'nobody@example.com,boss,p',
    ',reader,',
    '# left,reader,',
    'short@example.com',
    'long@example.com,reader,p:member,surplus',
    '"quo"te@example.com",reader,',
    'Ada <ada@example.com>,reader,',
    '=ada@example.com,reader,-:member',
  ),
);
const blank = fc.constantFrom('', '  ', ',,', ',,,,');
const fault = fc.constantFrom<Fault>({}, {}, {}, { status: 400 }, { status: 409 }, { status: 500 });

/** A file, and the lines in which its rows begin. */
function toFile(parts: readonly string[]): { text: string; lines: number[] } {
  const lines: number[] = [];
  let line = 2;
  for (const part of parts) {
    if (/[^\s,]/.test(part)) lines.push(line);
    line += part.split('\n').length;
  }
  return { text: ['email,role,projects', ...parts, ''].join('\n'), lines };
}

async function importFile(text: string, flags: readonly string[], faults: Fault[] = []) {
  const organization = await startMockOrganization({ apiKey: key, faults });
  try {
    const folder = temporaryFolder();
    const path = join(folder, 'staff.csv');
    const report = join(folder, 'report.csv');
    writeFileSync(path, text);
    const out: string[] = [];
    const err: string[] = [];
    const terminal = terminalWith({
      env: { OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: organization.url },
      out: (json) => out.push(json),
      err: (message) => err.push(message),
    });
    const code = await run(['import', path, '--json', '--report', report, ...flags], terminal);
    const results = out.map((json) => JSON.parse(json) as ReportLine);
    results.sort((a, b) => a.line - b.line);
    const { invites } = organization;
    return { code, results, err, invites, report: readFileSync(report, 'utf8') };
  } finally {
    await organization.close();
  }
}

test('every row of a file is in the result once, and the numbers add up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 5, arbitrary: row }, blank), { minLength: 1, maxLength: 25 }),
      fc.array(fault, { maxLength: 20 }),
      fc.boolean(),
      async (parts, faults, skipInvalid) => {
        const { text, lines } = toFile(parts);
        fc.pre(lines.length > 0);
        const flags = skipInvalid ? ['--skip-invalid'] : [];
        const { code, results, err, invites, report } = await importFile(text, flags, faults);
        expect(results.map(({ line }) => line)).toEqual(lines);
        const reported = report.split(/\n(?=\d+,)/).slice(1);
        expect(reported.map((line) => Number(line.split(',')[0]))).toEqual(lines);
        const invited = results.filter(({ outcome }) => outcome === 'invited');
        expect(new Set(invites.map(({ email }) => email))).toEqual(
          new Set(invited.map(({ email }) => email)),
        );
        expect(invited).toHaveLength(invites.length);
        if (code === 2) {
          expect(invites).toEqual([]);
          return;
        }
        const summary =
          err
            .join('\n')
            .match(/^Invited now .*$/gm)
            ?.at(-1) ?? '';
        const numbers = summary.match(/\d+/g) ?? [];
        expect(numbers.reduce((sum, number) => sum + Number(number), 0)).toBe(lines.length);
      },
    ),
    { numRuns: rounds(12) },
  );
}, 60_000);

test('every line of a file with an unclosed quote is in the result, and nothing is sent', async () => {
  const text =
    'email,role,name\nada@example.com,reader,Ada\ngrace@example.com,reader,"Grace\n\nalan@example.com,reader,Alan\nx,boss\n';
  const { code, results, invites } = await importFile(text, ['--skip-invalid']);
  expect(code).toBe(2);
  expect(invites).toEqual([]);
  expect(results.map(({ line, outcome }) => [line, outcome])).toEqual([
    [2, 'not-sent'],
    [3, 'invalid'],
    [5, 'invalid'],
    [6, 'invalid'],
  ]);
});

test('rows that failed can be fed back from the report, with their projects', async () => {
  const text =
    'email,role,projects\n+ada@example.com,reader,-p:member q:owner\ngrace@example.com,owner,none\nbob@example.com,reader,\n';
  const faults = [{ status: 400 }, { status: 409 }, { status: 400 }];
  const { report } = await importFile(text, [], faults);
  const [again, before] = [report, text].map((csv) =>
    readInvites(Buffer.from(csv)).rows.map(({ request }) => request),
  );
  expect(again).toHaveLength(3);
  expect(again).toEqual(before);
});

test('a report holds every list of projects so that it is read back the same', async () => {
  const path = join(temporaryFolder(), 'report.csv');
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const project = fc.record({
    id: fc.oneof(text, fc.constantFrom('none', '-p', '=p', "'p", 'a:b', '[', ' p', 'p|q')),
    role: fc.constantFrom('member' as const, 'owner' as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(project, { maxLength: 4, selector: ({ id }) => id }),
      async (projects) => {
        const line = { line: 2, email: 'ada@example.com', role: 'reader', projects } as const;
        await writeReport(path, [{ ...line, outcome: 'not-invited' }]);
        const { rows, invalidRows } = readInvites(readFileSync(path));
        const reasons = invalidRows.flatMap(({ problems }) => problems.map(({ reason }) => reason));
        if (projects.every(({ id }) => showInvisible(id) === id)) expect(reasons).toEqual([]);
        else expect(reasons).toEqual(['invisible character in a project']);
        // What is refused is read back the same nevertheless.
        const asked = [...rows, ...invalidRows].map(({ request }) => request);
        expect(asked).toEqual([{ email: line.email, role: line.role, projects }]);
      },
    ),
    { numRuns: rounds(25) },
  );
});
