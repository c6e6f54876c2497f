import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readArguments } from '../../scripts/contract/arguments.js';
import type { Finding } from '../../scripts/contract/check.js';
import { projectIn } from '../../scripts/contract/project.js';
import { reportOf } from '../../scripts/contract/report.js';
import { runChecks } from '../../scripts/contract/run.js';
import { isObject } from '../../scripts/openapi/json.js';
import { frozenProject, original, replaced, type Replacement } from '../support/document.js';
import { invite } from '../support/invite.js';
import { copyProject, frozen, root } from '../support/project.js';

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
  writeFileSync(join(project.folder, 'base.yaml'), original);
  writeFileSync(join(project.folder, 'answer.json'), JSON.stringify(invite));
});

afterAll(() => {
  project.remove();
});

/** Runs `npm run contract` in the copy. */
function contract(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ['--import', 'tsx', 'scripts/contract.ts', ...args];
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(project.folder, 'summary.md') };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: project.folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** The errors that one check of the copy finds, without a process of its own. */
async function errorsOf(name: string): Promise<string> {
  const [base, answer] = ['base.yaml', 'answer.json'].map((file) => join(project.folder, file));
  const { checks } = readArguments(['--only', name, `--base=${base}`, `--response=${answer}`]);
  const [result, ...others] = await runChecks(checks, projectIn(project.folder));
  expect(others).toEqual([]);
  const errors = result?.findings.filter(({ level }) => level === 'error') ?? [];
  expect(result).toMatchObject({ name, passed: errors.length === 0 });
  return messages(errors);
}

const messages = (findings: readonly Finding[]): string =>
  findings.map(({ message }) => message).join('\n');

function edit(file: string, ...replacements: Replacement[]): void {
  const path = join(project.folder, file);
  writeFileSync(path, replaced(readFileSync(path, 'utf8'), ...replacements));
}

describe('one line breaks', () => {
  beforeEach(() => {
    for (const part of ['api-definition.yaml', 'src/operation.ts', 'generated/schema.ts'])
      cpSync(join(part.startsWith('src') ? root : frozen, part), join(project.folder, part));
    writeFileSync(join(project.folder, 'answer.json'), JSON.stringify(invite));
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
    ['facade', 'src/operation.ts', ['  ...operation,', '  ...nothing,'], /nothing/],
    [
      'change',
      'api-definition.yaml',
      ['            - reader\n            - owner', '            - owner'],
      /reader/,
    ],
    [
      'response',
      'answer.json',
      ['1711471533', '"yesterday"'],
      /\/invited_at: expected integer, got string/,
    ],
  ])('%s, in %s', async (name, file, replacement, message) => {
    edit(file, replacement);
    expect(await errorsOf(name)).toMatch(message);
  });

  test('one check, and the others still tell what they found', async () => {
    edit('src/operation.ts', [
      'export const [keyHeader,',
      "if (operation.id) throw new Error('torn');\nexport const [keyHeader,",
    ]);
    const { stdout } = await contract('--format', 'json', '--only', 'wire', '--only', 'spec');
    const report: unknown = JSON.parse(stdout);
    expect(isObject(report) && report['checks']).toMatchObject([
      { name: 'spec', passed: true },
      {
        name: 'wire',
        passed: false,
        findings: [
          {
            level: 'error',
            message:
              'The client in src/ does not load: torn. If generated/ lacks its operation, the check facade names the place.',
          },
        ],
      },
    ]);
  });
});

describe('one line breaks the check wire', () => {
  type Operation = typeof import('../../src/operation.js');
  type Invites = typeof import('../../src/mock/invites.js');

  /** The errors of the check, with one function of the code replaced. */
  async function wireErrors(): Promise<string> {
    vi.resetModules();
    const { checkWire } = await import('../../scripts/contract/checks/wire.js');
    const { findings } = await checkWire(frozenProject);
    return messages(findings.filter(({ level }) => level === 'error'));
  }

  test('in answers', async () => {
    vi.doMock('../../src/mock/invites.js', async (original: () => Promise<Invites>) => {
      const code = await original();
      const makeInvite: Invites['makeInvite'] = (...args) =>
        Object.assign(code.makeInvite(...args), { role: 'king' });
      return { ...code, makeInvite };
    });
    expect(await wireErrors()).toContain('Response field "role"');
    vi.doUnmock('../../src/mock/invites.js');
  });

  test('in requests', async () => {
    vi.doMock('../../src/operation.js', async (original: () => Promise<Operation>) => {
      const code = await original();
      const serializeRequest: Operation['serializeRequest'] = (_operation, input) => ({
        ...input,
        text: JSON.stringify(Object.assign({}, input.body, { email: 0 })),
      });
      return { ...code, serializeRequest };
    });
    expect(await wireErrors()).toContain('Request field "email" must be string');
    vi.doUnmock('../../src/operation.js');
  });
});

test('--format github appends the Markdown report to the summary of the job', async () => {
  const summary = join(project.folder, 'summary.md');
  writeFileSync(summary, 'of a step before\n');
  // The quickest of all runs.
  const nothing = ['--only', 'change', '--base', 'none'];
  await contract(...nothing);
  expect(readFileSync(summary, 'utf8')).toBe('of a step before\n');
  const { stdout } = await contract(...nothing, '--format', 'github');
  expect(stdout).toMatch(/^::stop-commands::/);
  expect(readFileSync(summary, 'utf8')).toMatch(/^of a step before\n## The contract holds\n/);
});

test('an argument that means nothing is refused with exit code 2', async () => {
  const { code, stderr, stdout } = await contract('--format', 'xml');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--format is one of text, markdown, github, json');
});

test.each([
  [['--only', 'taste'], /--only is one of spec, generated, facade, change, wire/],
  [['--sparse'], /--sparse/],
])('%j is refused', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test('a check that throws is a failed check with its reason', async () => {
  const fine = { summary: 'fine', findings: [] };
  const results = await runChecks(
    [
      { name: 'first', run: () => Promise.reject(new Error('the disk is full')) },
      { name: 'second', run: () => Promise.resolve(fine) },
    ],
    frozenProject,
  );
  const report = await reportOf(frozenProject, results);
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
