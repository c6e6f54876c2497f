import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { findBase } from '../scripts/contract/base.js';
import { checkChange, describeChanges } from '../scripts/contract/checks/change.js';
import { checkFacade } from '../scripts/contract/checks/facade.js';
import { checkGenerated } from '../scripts/contract/checks/generated.js';
import { projectIn } from '../scripts/contract/project.js';
import { original, projectWith, replaced } from './support/document.js';
import { root, temporaryFolder } from './support/project.js';

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

describe('change', () => {
  const renamed = replaced(original, [/^ {8}invited_at:/m, '        created_at:']);

  function git(folder: string, ...args: string[]): void {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe' });
  }

  function write(folder: string, document: string, version: string): void {
    writeFileSync(join(folder, 'api-definition.yaml'), document);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  }

  /** A repository with one commit on its branch. */
  function repository(branch: string): string {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet', '--initial-branch', branch);
    write(folder, original, '1.2.3');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', 'First');
    return folder;
  }

  test('by default against the commit at which the branch left the default branch', async () => {
    vi.stubEnv('GITHUB_BASE_REF', '');
    const folder = repository('main');
    git(folder, 'checkout', '--quiet', '-b', 'topic');
    write(folder, renamed, '1.2.4');
    git(folder, 'commit', '--quiet', '--all', '--message', 'Rename');
    const base = await findBase(projectIn(folder), undefined);
    expect(base).toMatchObject({ text: original, version: '1.2.3' });
    expect(base.name).toMatch(/^the merge base with main \([0-9a-f]{7}\)$/);
    const { summary, findings } = await checkChange(projectIn(folder), undefined);
    expect(summary).toMatch(/1 breaking.* asks for a major step; version 1\.2\.3 → 1\.2\.4/);
    expect(findings.map(({ level }) => level)).toContain('error');
    write(folder, renamed, '2.0.0');
    const announced = await checkChange(projectIn(folder), undefined);
    expect(announced.findings.map(({ level }) => level)).not.toContain('error');
  });

  test('else against the latest version tag', async () => {
    const folder = repository('work');
    git(folder, 'tag', 'v1.2.3');
    git(folder, 'tag', 'nightly');
    expect(await findBase(projectIn(folder), undefined)).toMatchObject({ name: 'v1.2.3' });
  });

  test('without either it fails and says so, unless no comparison is wanted', async () => {
    const folder = repository('work');
    const project = projectIn(folder);
    await expect(checkChange(project, undefined)).rejects.toThrow(/no merge base.*--base none/);
    await expect(checkChange(project, 'none')).resolves.toMatchObject({ findings: [] });
    await expect(checkChange(projectIn(temporaryFolder()), undefined)).rejects.toThrow(/--base/);
  });

  test('against a ref or a file that is named', async () => {
    const folder = repository('work');
    const project = projectIn(folder);
    write(folder, renamed, '1.2.3');
    expect(await findBase(project, 'HEAD')).toMatchObject({ text: original, version: '1.2.3' });
    const file = join(temporaryFolder(), 'old.yaml');
    writeFileSync(file, original);
    expect(await findBase(project, file)).toEqual({
      name: file,
      text: original,
      version: undefined,
    });
    await expect(findBase(project, '--output=x')).rejects.toThrow(/neither a file nor a git ref/);
  });

  test('a base whose version is unknown announces nothing', () => {
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
});
