import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyProject } from '../support/project.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const tsx = require.resolve('tsx/cli');
const tsc = require.resolve('typescript/bin/tsc');
const vitest = join(require.resolve('vitest/package.json'), '../vitest.mjs');

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
});

afterAll(() => {
  project.remove();
});

const original = readFileSync(new URL('../../api-definition.yaml', import.meta.url), 'utf8');

/** The document after some replacements, each of which must find its text. */
function changed(...replacements: [string | RegExp, string][]): string {
  return replacements.reduce((text, [from, to]) => {
    const after = text.replace(from, to);
    if (after === text) throw new Error(`not in the document: ${from}`);
    return after;
  }, original);
}

/** The OpenAPI 3.1 form that a newer document may take. */
const newer: [string | RegExp, string][] = [
  ['openapi: 3.0.0', 'openapi: 3.1.0'],
  ['https://api.openai.com/v1', 'https://eu.api.example/v2'],
  ['  /organization/invites:\n    post:', '  /organization/invitations:\n    put:'],
  [/^ {8}invited_at:/m, '        created_at:'],
  [/^ {8}- invited_at$/m, '        - created_at'],
  [/(expires_at:\n {10}type:) integer/, '$1 [integer, "null"]'],
  [/(accepted_at:\n {10}type:) integer/, '$1 [integer, "null"]'],
  ["'200':", "'201':"],
];

async function regenerate(document: string): Promise<void> {
  writeFileSync(join(project.folder, 'api-definition.yaml'), document);
  await run(process.execPath, [tsx, 'scripts/generate.ts'], { cwd: project.folder });
}

/** What a program writes, whether it succeeds or fails. */
function output(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: project.folder }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

/** What the compiler says of `src/`. */
async function compile(): Promise<string> {
  const config = { extends: './tsconfig.json', include: ['src', 'generated'] };
  writeFileSync(join(project.folder, 'tsconfig.src.json'), JSON.stringify(config));
  return output([tsc, '-p', 'tsconfig.src.json']);
}

test('a moved, renamed and nullable document needs no edit in src, and the mock follows', async () => {
  await regenerate(changed(...newer));
  expect(await compile()).toBe('');
  const program = `
    import { createClient } from './src/index.js';
    import { startMockOrganization } from './src/mock/index.js';
    const { url, apiKey, requests, close } = await startMockOrganization();
    const client = createClient({ baseUrl: url, apiKey, onDrift: 'throw' });
    const invite = await client.inviteUser({ email: 'ada@example.com', role: 'reader' });
    console.log(requests[0]?.method, requests[0]?.path, Object.keys(invite).join());
    await close();`;
  writeFileSync(join(project.folder, 'program.mts'), program);
  const { stdout } = await run(process.execPath, [tsx, 'program.mts'], { cwd: project.folder });
  expect(stdout).toContain('PUT /v2/organization/invitations object,id,email');
  expect(stdout).toContain('created_at');
  expect(stdout).not.toContain('invited_at');
});

test('a new required request field stops calls without it, and needs no edit in src', async () => {
  await regenerate(
    changed(
      [/( {6}required:\n {8}- email\n {8}- role\n)( {4}Invite:)/, '$1        - team\n$2'],
      [
        '        role:\n          type: string\n          enum:\n            - reader',
        '        team:\n          type: string\n        role:\n          type: string\n          enum:\n            - reader',
      ],
    ),
  );
  expect(await compile()).toBe('');
  const caller = `import { createClient } from './index.js';
    void createClient().inviteUser({ email: 'ada@example.com', role: 'reader' });`;
  writeFileSync(join(project.folder, 'src/caller.ts'), caller);
  expect(await compile()).toMatch(/^src\/caller\.ts[^]*'team' is missing/);
  const create = ['src/cli/main.ts', 'create', 'ada@example.com', '--role', 'reader', '--mock'];
  expect(await output([tsx, ...create])).toContain('/team: expected a value, got nothing');
});

test('the type run fails where an assertion about a type is wrong', async () => {
  await regenerate(original);
  const wrong = `import { expectTypeOf, test } from 'vitest';
    import type { Invite } from '../../src/index.js';
    test('wrong', () => { expectTypeOf<Invite['id']>().toEqualTypeOf<number>(); });`;
  writeFileSync(join(project.folder, 'test/unit/wrong.test-d.ts'), wrong);
  const args = [vitest, 'run', '--typecheck.only', 'test/unit/wrong.test-d.ts'];
  const failed = await output(args);
  expect(failed).toMatch(/wrong\.test-d\.ts/);
  expect(failed).toMatch(/TypeCheckError/);
});
