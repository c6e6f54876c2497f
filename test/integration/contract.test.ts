import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Finding } from '../../scripts/contract/check.js';
import { contract } from '../../scripts/contract/command.js';
import { reportOf, type Report } from '../../scripts/contract/report.js';
import { runChecks } from '../../scripts/contract/run.js';
import { frozenProject, original, projectWith, replaced } from '../support/document.js';
import { invite } from '../support/invite.js';
import { temporaryFolder } from '../support/project.js';

const errorsIn = (findings: readonly Finding[]): string =>
  findings
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message)
    .join('\n');

// `facade` has tests of its own: no code in src/ depends on the type of an address.
test('one changed line of the document fails every check that is asked for', async () => {
  const line = 'email:\n          type: integer\n          minimum: 2\n          maximum: 1';
  const project = projectWith(replaced(original, [/email:\n {10}type: string/g, line]));
  const write = (name: string, text: string): string => {
    writeFileSync(join(project.folder, name), text);
    return join(project.folder, name);
  };
  write('package.json', '{"version": "1.0.0"}');
  const base = write('base.yaml', original);
  const answer = write('answer.json', JSON.stringify(invite));
  const names = ['spec', 'generated', 'change', 'wire', 'response'];
  const only = names.flatMap((name) => ['--only', name]);
  const args = ['--format', 'json', `--base=${base}`, `--response=${answer}`, ...only];
  const { out, err, code } = await contract(args, project);
  expect([err, code]).toEqual(['', 1]);
  const { checks } = JSON.parse(out) as Report;
  expect(checks.map(({ name, findings }) => `${name}: ${errorsIn(findings)}`)).toEqual([
    expect.stringMatching(/^spec: .*contradicts itself: minimum and maximum leave no value/),
    expect.stringMatching(/^generated: .*validators\.js: out of date/s),
    expect.stringMatching(/^change: .*`InviteRequest\.email` must be integer now, not string/s),
    expect.stringMatching(/^wire: The sample of a request breaks its own schema/),
    expect.stringMatching(/^response: .*\/email: expected integer, got string/),
  ]);
});

describe('the check wire fails', () => {
  type Operation = typeof import('../../src/operation.js');
  type Invites = typeof import('../../src/mock/invites.js');

  afterEach(() => {
    vi.doUnmock('../../src/mock/invites.js');
    vi.doUnmock('../../src/operation.js');
    vi.doUnmock('../../generated/operations.js');
    vi.resetModules();
  });

  /** What the check says, with the code loaded anew. */
  async function wire(): Promise<string> {
    vi.resetModules();
    const { checkWire } = await import('../../scripts/contract/checks/wire.js');
    return errorsIn((await checkWire(frozenProject)).findings);
  }

  test('if one line of the code sends or answers something else', async () => {
    vi.doMock('../../src/mock/invites.js', async (original: () => Promise<Invites>) => {
      const code = await original();
      const makeInvite: Invites['makeInvite'] = (...args) =>
        Object.assign(code.makeInvite(...args), { role: 'king' });
      return { ...code, makeInvite };
    });
    let requests = 0;
    vi.doMock('../../src/operation.js', async (original: () => Promise<Operation>) => {
      const code = await original();
      // The first stays as it is, so that it is answered.
      const serializeRequest: Operation['serializeRequest'] = (_operation, input) => ({
        ...input,
        text: JSON.stringify({ ...Object(input.body), ...(requests++ > 0 && { email: 0 }) }),
      });
      return { ...code, serializeRequest };
    });
    const errors = await wire();
    expect(errors).toContain('Response field "role"');
    expect(errors).toContain('Request field "email" must be string');
  });

  test('if the operation of the client is not in the document', async () => {
    vi.doMock('../../generated/operations.js', async (original: () => Promise<object>) => {
      return { ...(await original()), operation: {} };
    });
    await expect(wire()).rejects.toThrow(
      /^The client in src\/ does not load: .*the check facade names the place\.$/,
    );
  });
});

test('--format github appends the Markdown report to the summary of the job', async () => {
  const summary = join(temporaryFolder(), 'summary.md');
  vi.stubEnv('GITHUB_STEP_SUMMARY', summary);
  writeFileSync(summary, 'of a step before\n');
  const nothing = ['--only', 'change', '--base', 'none'];
  expect(await contract(nothing, frozenProject)).toMatchObject({ err: '', code: 0 });
  expect(readFileSync(summary, 'utf8')).toBe('of a step before\n');
  const { out } = await contract([...nothing, '--format', 'github'], frozenProject);
  expect(out).toMatch(/^::stop-commands::/);
  expect(readFileSync(summary, 'utf8')).toMatch(/^of a step before\n## The contract holds\n/);
});

test.each([
  [['--format', 'xml'], /--format is one of text, markdown, github, json/],
  [['--only', 'taste'], /--only is one of spec, generated, facade, change, wire/],
  [['--sparse'], /--sparse/],
])('%j is refused with exit code 2', async (args, message) => {
  const err: unknown = expect.stringMatching(message);
  expect(await contract(args, frozenProject)).toEqual({ out: '', err, code: 2 });
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
