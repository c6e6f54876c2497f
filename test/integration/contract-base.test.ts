import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { findBase } from '../../scripts/contract/base.js';
import { checkChange } from '../../scripts/contract/checks/change.js';
import { projectIn } from '../../scripts/contract/project.js';
import { original, replaced } from '../support/document.js';
import { temporaryFolder } from '../support/project.js';

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
  expect(summary).toMatch(/1 breaking.* requires a major version bump; version 1\.2\.3 → 1\.2\.4/);
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
