import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const documents = {
  moved: replaced(original, ...newer),
  required: replaced(
    original,
    [/( {6}required:\n {8}- email\n {8}- role\n)( {4}Invite:)/, '$1        - team\n$2'],
    [
      '        role:\n          type: string\n          enum:\n            - reader',
      '        team:\n          type: string\n        role:\n          type: string\n          enum:\n            - reader',
    ],
  ),
  'without-projects': readFileSync(join(root, 'test/fixtures/documents/2024-08-06.yaml'), 'utf8'),
};

const caller = `import { createClient } from './index.js';
  void createClient().inviteUser({ email: 'ada@example.com', role: 'reader' });`;

let project: ReturnType<typeof copyProject>;
/** What the compiler says of `src/` beside what each document generates, all in one run. */
let refusals: string;

beforeAll(async () => {
  project = copyProject();
  for (const [name, document] of Object.entries(documents)) {
    const folder = join(project.folder, name);
    mkdirSync(join(folder, 'generated'), { recursive: true });
    cpSync(join(project.folder, 'src'), join(folder, 'src'), { recursive: true });
    const spec = join(folder, 'api-definition.yaml');
    writeFileSync(spec, document);
    for (const [file, text] of await generate(spec))
      writeFileSync(join(folder, 'generated', file), text);
  }
  writeFileSync(join(project.folder, 'required/src/caller.ts'), caller);
  const include = Object.keys(documents).flatMap((name) => [`${name}/src`, `${name}/generated`]);
  const config = { extends: './tsconfig.json', include };
  writeFileSync(join(project.folder, 'tsconfig.src.json'), JSON.stringify(config));
  refusals = (await compile(['-p', 'tsconfig.src.json'], project.folder)).trim();
});

afterAll(() => {
  project.remove();
});

/** The errors in the code beside one document. */
function errorsFor(name: keyof typeof documents): string[] {
  return refusals.split(/\n(?=\S)/).filter((error) => error.startsWith(`${name}/`));
}

/** Loads `src/` with what a document generates. */
async function loadSource(name: string): Promise<Source> {
  const contents = `export * from './index.js';
    export * from './mock/index.js';
    export { run } from './cli/program.js';`;
  const stdin = { contents, resolveDir: join(project.folder, name, 'src') };
  const outfile = join(project.folder, name, 'src/bundle.mjs');
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

test('the code compiles with every document', () => {
  expect(errorsFor('moved')).toEqual([]);
  expect(errorsFor('without-projects')).toEqual([]);
  // Nothing is said of anything else, such as the configuration.
  expect(refusals.split(/\n(?=\S)/)).toEqual(errorsFor('required'));
});

test('the mock follows a moved, renamed and nullable document', async () => {
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
  const [refusal, ...others] = errorsFor('required');
  expect(refusal).toMatch(/^required\/src\/caller\.ts[^]*'team' is missing/);
  expect(others).toEqual([]);
  const said: string[] = [];
  const terminal = terminalWith({ err: (text) => said.push(text) });
  const { run } = await loadSource('required');
  await run(['create', ada.email, '--role', ada.role, '--mock'], terminal);
  expect(said.join()).toContain('team: expected a value, got nothing');
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
