import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectAt } from '../../scripts/openapi/json.js';
import { copyProject, root, type Removable } from './project.js';

/** Runs npm as a user would, without the settings that an outer `npm test` hands down. */
function npm(args: string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_userconfig)/i.test(name)),
  );
  return execFileSync('npm', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Where {@link installPackage} leaves the packed package in its folder. */
export const tarballName = 'openai-invites.tgz';

/** The built command `openai-invites`, a program for Node.js. */
export function commandIn(folder: string): string {
  return join(folder, 'node_modules/openai-invites/dist/cli.js');
}

/**
 * Builds and packs the project with the frozen document, and installs it in an empty folder. Its
 * run-time dependencies come out of this project's node_modules, so that no registry is asked.
 */
export function installPackage(): Removable {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-'));
  writeFileSync(join(folder, tarballName), packProject());
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const copies = ['--install-links', ...dependencyFolders(), join(folder, tarballName)];
  npm(['install', '--offline', '--no-audit', '--no-fund', ...copies], folder);
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Packs a copy of the project, which `dist/` of the project itself has no part in. */
function packProject(): Uint8Array {
  const project = copyProject();
  try {
    const out = npm(['pack'], project.folder);
    return readFileSync(join(project.folder, out.trim().split('\n').at(-1) ?? ''));
  } finally {
    project.remove();
  }
}

/** The folders of the run-time dependencies. */
function dependencyFolders(): string[] {
  return [...dependenciesOf(root)].map((name) => join(root, 'node_modules', name));
}

/**
 * The names of all packages that a package depends on.
 *
 * @param folder the package's folder
 * @param modules the folder that holds each of these packages once
 */
export function dependenciesOf(
  folder: string,
  modules = join(folder, 'node_modules'),
  found = new Set<string>(),
): Set<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(objectAt(manifest, 'dependencies'))) {
    if (found.has(name)) continue;
    found.add(name);
    dependenciesOf(join(modules, name), modules, found);
  }
  return found;
}
