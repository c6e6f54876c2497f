import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeChanges } from '../../../scripts/contract/checks/change.js';
import { checkGenerated } from '../../../scripts/contract/checks/generated.js';
import { frozenProject, original, projectWith, replaced } from '../../support/document.js';

describe('generated', () => {
  test('names every file that is missing, foreign, out of date or edited', async () => {
    const project = projectWith(replaced(original, ['version: 2.3.0', 'version: 2.3.1']));
    const generated = join(project.folder, 'generated');
    cpSync(frozenProject.generated, generated, { recursive: true });
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

  test('in a missing folder, every file is missing', async () => {
    const { findings } = await checkGenerated({ ...frozenProject, generated: '/nowhere' });
    expect(findings).toHaveLength(7);
  });
});

test('change: a base of unknown version announces no break', () => {
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
