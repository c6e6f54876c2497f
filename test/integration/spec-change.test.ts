import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../support/compile.js';
import { original, replaced, type Replacement } from '../support/document.js';
import { copyProject, root } from '../support/project.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const tsx = require.resolve('tsx/cli');

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
});

afterAll(() => {
  project.remove();
});

/** The OpenAPI 3.1 form that a newer document may take. */
const newer: readonly Replacement[] = [
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
function compileSource(): Promise<string> {
  const config = { extends: './tsconfig.json', include: ['src', 'generated'] };
  writeFileSync(join(project.folder, 'tsconfig.src.json'), JSON.stringify(config));
  return compile(['-p', 'tsconfig.src.json'], project.folder);
}

test('a moved, renamed and nullable document needs no edit in src, and the mock follows', async () => {
  await regenerate(replaced(original, ...newer));
  expect(await compileSource()).toBe('');
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
    replaced(
      original,
      [/( {6}required:\n {8}- email\n {8}- role\n)( {4}Invite:)/, '$1        - team\n$2'],
      [
        '        role:\n          type: string\n          enum:\n            - reader',
        '        team:\n          type: string\n        role:\n          type: string\n          enum:\n            - reader',
      ],
    ),
  );
  expect(await compileSource()).toBe('');
  const caller = `import { createClient } from './index.js';
    void createClient().inviteUser({ email: 'ada@example.com', role: 'reader' });`;
  writeFileSync(join(project.folder, 'src/caller.ts'), caller);
  expect(await compileSource()).toMatch(/^src\/caller\.ts[^]*'team' is missing/);
  const create = ['src/cli/main.ts', 'create', 'ada@example.com', '--role', 'reader', '--mock'];
  expect(await output([tsx, ...create])).toContain('team: expected a value, got nothing');
});

test('a document that knows of no projects needs no edit in src', async () => {
  await regenerate(readFileSync(join(root, 'test/fixtures/documents/2024-08-06.yaml'), 'utf8'));
  expect(await compileSource()).toBe('');
});

test('the type check fails where an assertion about a type is wrong', async () => {
  const wrong = `import { expectTypeOf, test } from 'vitest';
    import type { Invite } from '../../src/index.js';
    test('wrong', () => { expectTypeOf<Invite['id']>().toEqualTypeOf<number>(); });`;
  writeFileSync(join(project.folder, 'test/unit/wrong.test-d.ts'), wrong);
  expect(await compile(['-p', 'test'], project.folder)).toMatch(
    /^test\/unit\/wrong\.test-d\.ts\(3,\d+\): error/m,
  );
});
