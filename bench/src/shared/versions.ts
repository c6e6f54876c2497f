import { readFileSync } from 'node:fs';

/** The installed version of a package. */
export function versionOf(name: string): string {
  const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest))
    throw new Error(`${name} has no version.`);
  return String(manifest.version);
}

/** One line for a document: what was measured, with what, and when. */
export function provenance(packages: readonly string[]): string {
  const versions = packages.map((name) => `${name} ${versionOf(name)}`);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node ${process.versions.node}: ${versions.join(', ')}.`;
}
