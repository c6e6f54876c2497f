import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildResult } from 'esbuild';
import { isObject } from '../openapi/json.js';

/** The folders of the packages that a build bundled. */
export function bundledPackages({ metafile }: BuildResult): string[] {
  return Object.keys(metafile?.inputs ?? {}).flatMap(
    (path) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
}

/**
 * Writes the license texts of bundled packages, which the licenses require.
 *
 * @throws Error if a package has no license file.
 */
export function writeLicenses(path: string, packages: readonly string[]): void {
  const notices = [...new Set(packages)].sort().map(notice);
  const intro = 'The files in this folder contain code of these packages.\n';
  writeFileSync(path, [intro, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
}

function notice(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!isObject(manifest) || file === undefined)
    throw new Error(`${folder} has no license file: its code may not be bundled.`);
  const { name, version, license } = manifest;
  const text = readFileSync(join(folder, file), 'utf8').trim();
  return `${String(name)} ${String(version)} (${String(license)})\n\n${text}\n`;
}
