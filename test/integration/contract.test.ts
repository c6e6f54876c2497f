import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectIn } from '../../scripts/contract/project.js';
import { reportOf, type Report } from '../../scripts/contract/report.js';
import { runChecks } from '../../scripts/contract/run.js';
import { isObject } from '../../scripts/openapi/json.js';
import { original, replaced, type Replacement } from '../support/document.js';
import { copyProject, root } from '../support/project.js';

const tsx = createRequire(import.meta.url).resolve('tsx/cli');

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
  writeFileSync(join(project.folder, 'base.yaml'), original);
  writeFileSync(join(project.folder, 'answer.json'), JSON.stringify(answer));
});

afterAll(() => {
  project.remove();
});

const answer = {
  object: 'organization.invite',
  id: 'invite-abc',
  email: 'ada@example.com',
  role: 'reader',
  status: 'pending',
  invited_at: 1711471533,
  expires_at: 1712076333,
};

/** Runs `npm run contract` in the copy. */
function contract(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [tsx, 'scripts/contract.ts', ...args];
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(project.folder, 'summary.md') };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: project.folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function reported(...args: string[]): Promise<Report> {
  const { stdout, stderr } = await contract('--format', 'json', ...args);
  const report: unknown = stdout === '' ? undefined : JSON.parse(stdout);
  if (!isReport(report)) throw new Error(`no report: ${stderr}`);
  return report;
}

function isReport(value: unknown): value is Report {
  return isObject(value) && value['version'] === 1 && Array.isArray(value['checks']);
}

function edit(file: string, ...replacements: Replacement[]): void {
  const path = join(project.folder, file);
  writeFileSync(path, replaced(readFileSync(path, 'utf8'), ...replacements));
}

const everything = ['--base', 'base.yaml', '--response', 'answer.json'];

test('on this repository all six checks pass', async () => {
  const { code, stdout } = await contract(...everything);
  expect(stdout).toMatch(/^The contract holds\.$/m);
  expect(stdout.match(/^ok .*$/gm)).toHaveLength(6);
  expect(stdout).toMatch(/^ok {4}generated +\d\.\d\d s {2}7 of 7 files/m);
  expect(code).toBe(0);
});

describe('one line breaks', () => {
  beforeEach(() => {
    for (const part of ['api-definition.yaml', 'src', 'generated']) {
      rmSync(join(project.folder, part), { recursive: true });
      cpSync(join(root, part), join(project.folder, part), { recursive: true });
    }
    writeFileSync(join(project.folder, 'answer.json'), JSON.stringify(answer));
  });

  test.each<[check: string, file: string, Replacement, message: RegExp]>([
    [
      'spec',
      'api-definition.yaml',
      ["'#/components/schemas/Invite'", "'#/components/schemas/Gone'"],
      /\$ref/,
    ],
    [
      'generated',
      'generated/schema.ts',
      ['inviteUser: {', 'inviteUser:  {'],
      /schema\.ts: edited by hand.*npm run generate/,
    ],
    [
      'facade',
      'src/operation.ts',
      ['= operations.inviteUser', '= operations.inviteTeam'],
      /operation\.ts:6 .*inviteTeam/,
    ],
    [
      'change',
      'api-definition.yaml',
      ['            - reader\n            - owner', '            - owner'],
      /reader/,
    ],
    [
      'wire',
      'src/mock/server.ts',
      [
        'toAnswer(operation.success, made)',
        "toAnswer(operation.success, { ...made, role: 'king' })",
      ],
      /Response field "role"/,
    ],
    [
      'wire',
      'src/client.ts',
      [
        'send(sender(), { body, headers,',
        "send(sender(), { body: { ...body, role: 'owner', email: 0 as never }, headers,",
      ],
      /Request field "email" must be string/,
    ],
    [
      'response',
      'answer.json',
      ['1711471533', '"yesterday"'],
      /\/invited_at: expected integer, got string/,
    ],
  ])('%s, in %s', async (name, file, replacement, message) => {
    edit(file, replacement);
    const report = await reported('--only', name, ...everything);
    expect(report.passed).toBe(false);
    expect(report.checks.map((check) => [check.name, check.passed])).toEqual([[name, false]]);
    const errors = report.checks[0]?.findings.filter(({ level }) => level === 'error') ?? [];
    expect(errors.map((error) => error.message).join('\n')).toMatch(message);
  });

  test('one check, and the others still tell what they found', async () => {
    edit('src/operation.ts', [
      'export const operation =',
      "throw new Error('torn');\nexport const operation =",
    ]);
    const { checks } = await reported(...everything);
    const failed = checks.filter(({ passed }) => !passed);
    expect(failed).toMatchObject([
      { name: 'wire', findings: [{ level: 'error', message: 'torn' }] },
    ]);
    expect(checks).toHaveLength(6);
  });

  test('the contract no more, once a step of the version announces it', async () => {
    edit('api-definition.yaml', [
      '            - reader\n            - owner',
      '            - owner',
    ]);
    mkdirSync(join(project.folder, 'before'));
    cpSync(join(root, 'api-definition.yaml'), join(project.folder, 'before/api-definition.yaml'));
    cpSync(join(root, 'package.json'), join(project.folder, 'before/package.json'));
    edit('package.json', [/"version": "0\.\d+/, '"version": "0.99']);
    const args = ['--only', 'change', '--base', 'before/api-definition.yaml'];
    const { passed, checks } = await reported(...args);
    expect(checks[0]?.findings).toMatchObject([{ level: 'warning' }]);
    expect(passed).toBe(true);
  });
});

test('--format github appends the Markdown report to the summary of the job', async () => {
  const summary = join(project.folder, 'summary.md');
  writeFileSync(summary, 'of a step before\n');
  await contract('--only', 'facade');
  expect(readFileSync(summary, 'utf8')).toBe('of a step before\n');
  const { stdout } = await contract('--only', 'facade', '--format', 'github');
  expect(stdout).toMatch(/^::stop-commands::/);
  expect(readFileSync(summary, 'utf8')).toMatch(/^of a step before\n## The contract holds\n/);
});

test.each([
  [['--format', 'xml'], /--format is one of text, markdown, github, json/],
  [['--only', 'taste'], /--only is one of spec, generated, facade, change, wire/],
  [['--sparse'], /--sparse/],
])('%j is refused with exit code 2', async (args, message) => {
  const { code, stderr, stdout } = await contract(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('a check that throws is a failed check with its reason', async () => {
  const fine = { summary: 'fine', findings: [] };
  const results = await runChecks(
    [
      { name: 'first', run: () => Promise.reject(new Error('the disk is full')) },
      { name: 'second', run: () => Promise.resolve(fine) },
    ],
    projectIn(root),
  );
  const report = await reportOf(projectIn(root), results);
  expect(report).toMatchObject({
    version: 1,
    document: 'api-definition.yaml',
    passed: false,
    checks: [
      { name: 'first', passed: false, findings: [{ level: 'error', message: 'the disk is full' }] },
      { name: 'second', passed: true, findings: [] },
    ],
  });
});
