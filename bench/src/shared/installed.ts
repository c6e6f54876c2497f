import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('../..', import.meta.url));

/** Size of packages on disk, with all their dependencies. */
export interface Installed {
  readonly packages: number;
  readonly bytes: number;
}

/** Measures packages as they are installed here. */
export function measureInstalled(names: readonly string[]): Installed {
  const folders = new Set<string>();
  for (const name of names) collect(name, bench, folders);
  const bytes = [...folders].map((folder) => sizeOf(folder)).reduce((a, b) => a + b, 0);
  return { packages: folders.size, bytes };
}

/** Adds the folder of a package that `from` depends on, and those of its own dependencies. */
function collect(name: string, from: string, folders: Set<string>): void {
  const folder = resolve(name, from);
  if (folders.has(folder)) return;
  folders.add(folder);
  const manifest = readManifest(folder);
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    collect(dependency, folder, folders);
}

function resolve(name: string, from: string): string {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  if (from === dirname(from)) throw new Error(`${name} is not installed.`);
  return resolve(name, dirname(from));
}

function readManifest(folder: string): { dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
}

/** The bytes of a file, or of all files below a folder except nested packages. */
export function sizeOf(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .map((name) => sizeOf(join(path, name)))
    .reduce((a, b) => a + b, 0);
}
