/** Checks that a tagged version is ready for release, and writes its release notes. */
import { readFileSync } from 'node:fs';
import { releaseNotes } from './release/notes.js';

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
}

const [tag] = process.argv.slice(2);
try {
  if (tag === undefined) throw new Error('Name the tag: npm run release:notes -- v1.2.3');
  const manifest: unknown = JSON.parse(read('package.json'));
  console.log(releaseNotes(tag, manifest, read('CHANGELOG.md')));
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
}
