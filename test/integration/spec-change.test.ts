import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../scripts/generate/files.js';
import { terminalWith } from '../support/command-line.js';
import { compile } from '../support/compile.js';
import { original, replaced, type Replacement } from '../support/document.js';
import { ada } from '../support/invite.js';
import { copyProject, root } from '../support/project.js';

type Source = typeof import('../../src/index.js') &
  typeof import('../../src/mock/index.js') &
  Pick<typeof import('../../src/cli/program.js'), 'run'>;

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
  const spec = join(project.folder, 'api-definition.yaml');
  writeFileSync(spec, document);
  for (const [name, text] of await generate(spec))
    writeFileSync(join(project.folder, 'generated', name), text);
}

/** Loads `src/` with what is generated now. */
async function loadSource(name: string): Promise<Source> {
  const contents = `export * from './index.js';
    export * from './mock/index.js';
    export { run } from './cli/program.js';`;
  const stdin = { contents, resolveDir: join(project.folder, 'src') };
  const outfile = join(project.folder, 'src', `${name}.mjs`);
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Source;
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
  const { createClient, startMockOrganization } = await loadSource('moved');
  const { url, apiKey, requests, close } = await startMockOrganization();
  const invite = await createClient({ baseUrl: url, apiKey, onDrift: 'throw' }).inviteUser(ada);
  await close();
  expect(requests).toMatchObject([{ method: 'PUT', path: '/v2/organization/invitations' }]);
  expect(Object.keys(invite).slice(0, 3)).toEqual(['object', 'id', 'email']);
  expect(invite).toHaveProperty('created_at');
  expect(invite).not.toHaveProperty('invited_at');
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
  const caller = `import { createClient } from './index.js';
    void createClient().inviteUser({ email: 'ada@example.com', role: 'reader' });`;
  writeFileSync(join(project.folder, 'src/caller.ts'), caller);
  const refusals = await compileSource();
  expect(refusals).toMatch(/^src\/caller\.ts[^]*'team' is missing/);
  expect(refusals.match(/^\S.*$/gm)).toHaveLength(1);
  rmSync(join(project.folder, 'src/caller.ts'));
  const said: string[] = [];
  const terminal = terminalWith({ err: (text) => said.push(text) });
  const { run } = await loadSource('required');
  await run(['create', ada.email, '--role', ada.role, '--mock'], terminal);
  expect(said.join()).toContain('team: expected a value, got nothing');
});

test('a document without projects needs no edit in src', async () => {
  await regenerate(readFileSync(join(root, 'test/fixtures/documents/2024-08-06.yaml'), 'utf8'));
  expect(await compileSource()).toBe('');
});

test('the type check fails where an assertion about a type is wrong', async () => {
  const wrong = `import { expectTypeOf, test } from 'vitest';
    import type { Invite } from '../../src/index.js';
    test('wrong', () => { expectTypeOf<Invite['id']>().toEqualTypeOf<number>(); });`;
  writeFileSync(join(project.folder, 'test/unit/wrong.test-d.ts'), wrong);
  // What is checked with the test is looked at, and only the test is checked: all take seconds.
  const shown: unknown = JSON.parse(await compile(['-p', 'test', '--showConfig'], project.folder));
  expect(shown).toHaveProperty('files', expect.arrayContaining(['./unit/wrong.test-d.ts']));
  const config = { extends: './test/tsconfig.json', include: ['test/unit/wrong.test-d.ts'] };
  writeFileSync(join(project.folder, 'tsconfig.wrong.json'), JSON.stringify(config));
  expect(await compile(['-p', 'tsconfig.wrong.json'], project.folder)).toMatch(
    /^test\/unit\/wrong\.test-d\.ts\(3,\d+\): error/m,
  );
});
