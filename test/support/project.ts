import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A document that never changes, and its generated code. Tests of the code use it in place of the
 * project's own document, so that they survive a newer one.
 */
export const frozen = join(root, 'test/fixtures/frozen');

const leftOut = new Set(['node_modules', 'dist', '.git']);

/** A folder that is removed with all that is in it. */
export interface Removable {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * A copy of the project to try things on, with the same node_modules.
 *
 * @param document with which document, and what is generated from it
 */
export function copyProject(document: 'frozen' | 'own' = 'frozen'): Removable {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-copy-'));
  cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.has(basename(source)) });
  if (document === 'frozen') {
    rmSync(join(folder, 'generated'), { recursive: true });
    cpSync(frozen, folder, { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a folder a git repository with one commit on `main`. */
export function commitAll(folder: string): void {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git(...identity, 'commit', '--quiet', '--message', 'As it is');
}

/** An empty folder for the length of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
