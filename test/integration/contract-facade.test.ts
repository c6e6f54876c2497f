import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFacade } from '../../scripts/contract/checks/facade.js';
import type { Project } from '../../scripts/contract/check.js';
import { contract } from '../../scripts/contract/command.js';
import { projectIn } from '../../scripts/contract/project.js';
import { original, replaced } from '../support/document.js';
import { root, temporaryFolder } from '../support/project.js';

/** A project with some hand-written code beside what a document generates. */
function projectOf(code: string, document = original): Project {
  const folder = temporaryFolder();
  const project = projectIn(folder);
  mkdirSync(project.source);
  writeFileSync(join(project.source, 'operation.ts'), operation);
  writeFileSync(join(project.source, 'second.ts'), code);
  writeFileSync(project.spec, document);
  const compilerOptions = { types: [], lib: ['ES2022'] };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions };
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return project;
}

/** What the compiler says of it. */
async function compiled(code: string, document = original) {
  return (await checkFacade(projectOf(code, document))).findings;
}

const operation =
  "import { operations } from '../generated/operations.js';\n" +
  'export const operation = operations.inviteUser;\n';
const imports = "import type { components } from '../generated/schema.js';\n";

test('passes code that compiles, though nothing generated is on disk', async () => {
  const code = `${imports}export type A = components['schemas']['Invite']['email'];\n`;
  expect(await compiled(code)).toEqual([]);
});

test('names the place in the code, and the one in the document', async () => {
  const code = `import type { components, operations, paths } from '../generated/schema.js';
export const of = (invite: components['schemas']['Invite']) => invite.emial;
export const by = (operation: operations['inviteUser']) => operation.respnses;
export const at = (path: paths['/organization/invites']) => path.pst;\n`;
  const error = (line: number, name: string, pointer: string) => {
    const text = new RegExp(`^src/second\\.ts:${line} does not compile: .*${name}.*TS2551`);
    return { level: 'error', message: expect.stringMatching(text) as unknown, pointer };
  };
  expect(await compiled(code)).toEqual([
    error(2, 'emial', '#/components/schemas/Invite'),
    error(3, 'respnses', '#/paths/~1organization~1invites/post'),
    error(4, 'pst', '#/paths/~1organization~1invites'),
  ]);
});

test('fails code for an operation that the document no longer has', async () => {
  const renamed = replaced(original, ['operationId: inviteUser', 'operationId: invite']);
  const project = projectOf('export {};\n', renamed);
  const { out, code } = await contract(['--only', 'facade', '--format', 'json'], project);
  expect(out).toMatch(/"src\/operation\.ts:\d+ does not compile: .*inviteUser/);
  expect(code).toBe(1);
});

test('lists the operations that no code uses', async () => {
  const second = `  /b:\n    post:\n      operationId: other\n      responses: {}\ncomponents:`;
  const document = replaced(original, ['components:', second]);
  // A name in a text, or of something that is not generated, is no use of the operation.
  const code = "export const other = { other: 'other' };\n";
  expect(await compiled(code, document)).toEqual([
    {
      level: 'information',
      message: 'No code in src/ uses other (POST /b).',
      pointer: '#/paths/~1b/post',
    },
  ]);
});
