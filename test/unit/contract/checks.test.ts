import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeChanges } from '../../../scripts/contract/checks/change.js';
import { checkFacade } from '../../../scripts/contract/checks/facade.js';
import { checkGenerated } from '../../../scripts/contract/checks/generated.js';
import { projectIn } from '../../../scripts/contract/project.js';
import { original, projectWith, replaced } from '../../support/document.js';
import { root, temporaryFolder } from '../../support/project.js';

describe('generated', () => {
  test('names every file that is missing, foreign, out of date or edited', async () => {
    const project = projectWith(replaced(original, ['version: 2.3.0', 'version: 2.3.1']));
    const generated = join(project.folder, 'generated');
    cpSync(join(root, 'generated'), generated, { recursive: true });
    rmSync(join(generated, 'samples.ts'));
    mkdirSync(join(generated, 'deep'));
    writeFileSync(join(generated, 'deep/extra.ts'), '');
    writeFileSync(join(generated, 'operations.ts'), 'edited');
    const { findings } = await checkGenerated({ ...project, generated });
    expect(findings.map(({ level, message }) => [level, message.split('. ')[0]])).toEqual([
      [
        'error',
        'generated/deep/extra.ts: not generated from the document, and does not belong here',
      ],
      ['error', 'generated/manifest.json: out of date'],
      ['error', 'generated/operations.ts: edited by hand after it was generated'],
      ['error', 'generated/samples.ts: missing'],
    ]);
  });

  test('a folder that is not there misses every file', async () => {
    const { findings } = await checkGenerated({ ...projectIn(root), generated: '/nowhere' });
    expect(findings).toHaveLength(7);
  });
});

describe('facade', () => {
  /** What the compiler says of hand-written code beside what a document generates. */
  async function compiled(code: string, document = original) {
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
    return (await checkFacade(project)).findings;
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
    const code = `${imports}export const of = (invite: components['schemas']['Invite']) =>
  invite.emial;\n`;
    const [finding, ...others] = await compiled(code);
    expect(finding?.message).toMatch(/^src\/second\.ts:3 does not compile: .*emial.*TS2551/);
    expect(finding).toMatchObject({ level: 'error', pointer: '#/components/schemas/Invite' });
    expect(others).toEqual([]);
  });

  test('fails code for an operation that the document no longer has', async () => {
    const renamed = replaced(original, ['operationId: inviteUser', 'operationId: invite']);
    const found = await compiled('export {};\n', renamed);
    expect(found.map(({ level }) => level)).toContain('error');
    expect(found[0]?.message).toMatch(/^src\/operation\.ts:\d+ does not compile: .*inviteUser/);
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
});

test('change: a base whose version is unknown announces nothing', () => {
  const base = { name: 'old.yaml', text: '', version: undefined };
  const change = {
    pointer: '#/a',
    side: 'base',
    direction: 'response',
    level: 'breaking',
    meaning: 'Gone.',
    types: ['A.b: removed'],
  } as const;
  const { findings } = describeChanges(base, [change], '1.0.0');
  expect(findings[0]).toEqual({
    level: 'error',
    message: 'Gone.',
    pointer: '#/a',
    details: ['A.b: removed'],
    change,
  });
  expect(findings[1]?.message).toContain('npm version major --no-git-tag-version');
});
