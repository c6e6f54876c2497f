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
  const header = `import { operations as table, validators } from '../generated/operations.js';
    import type { operations as Types } from '../generated/schema.js';
    import { operations as others } from './elsewhere.js';\n`;

  async function claimed(code: string) {
    const folder = temporaryFolder();
    const source = join(folder, 'src');
    mkdirSync(join(source, 'deep'), { recursive: true });
    cpSync(join(root, 'generated'), join(folder, 'generated'), { recursive: true });
    cpSync(join(root, 'src/operation.ts'), join(source, 'operation.ts'));
    writeFileSync(join(source, 'second.ts'), header + code);
    const spec = join(root, 'api-definition.yaml');
    const { findings } = await checkFacade({ ...projectIn(folder), spec });
    return findings.map(({ message }) => message.split(',')[0]);
  }

  test.each([
    ['a property', 'table.gone;'],
    ['an element', "table['gone'];"],
    ['a check', 'validators.gone.request;'],
    ['a type', "type A = Types['gone']['responses'];"],
    ['the type of a value', "type A = (typeof table)['gone'];"],
    ['a pattern', 'const { gone: mine } = table;'],
  ])('an operation that is claimed by %s and does not exist', async (_name, code) => {
    expect(await claimed(code)).toEqual(['src/second.ts:4 counts on the operation gone']);
  });

  test.each([
    ['of another module', 'others.gone;'],
    ['that is computed', 'table[others.gone];'],
    ['in a comment or text', "// table.gone\n'table.gone';"],
  ])('but no name %s', async (_name, code) => {
    expect(await claimed(code)).toEqual([]);
  });

  test('an operation that nothing covers is told', async () => {
    const second = `  /b:\n    post:\n      operationId: other\n      responses: {}\ncomponents:`;
    const { findings } = await checkFacade(
      projectWith(replaced(original, ['components:', second])),
    );
    expect(findings).toEqual([
      { level: 'information', message: 'No hand-written function covers other (POST /b).' },
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
