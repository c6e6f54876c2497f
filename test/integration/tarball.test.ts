import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';
import { isObject, objectAt, stringsAt } from '../../scripts/openapi/json.js';
import { tarball as path } from '../support/installed.js';

const bytes = readFileSync(path);
const tarball = createPackageFromTarballData(bytes);

/** The package's folder in `tarball`, with a slash at its end. */
const top = `/node_modules/${tarball.packageName}/`;
const manifest: unknown = JSON.parse(tarball.readFile(`${top}package.json`));

function files(): string[] {
  return tarball.listFiles().map((file) => file.slice(top.length));
}

function missing(wanted: string[]): string[] {
  return wanted.filter((file) => !tarball.fileExists(top + file));
}

test('it contains the code, its types, the sources of both and the documents, and nothing else', () => {
  const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md'];
  expect(new Set(files().map((file) => file.split('/')[0]))).toEqual(
    new Set(['package.json', ...documents, 'dist', 'src', 'generated']),
  );
  // It says how the folder is made, which only a clone can do.
  expect(files()).not.toContain('generated/README.md');
});

test('the command has no declarations, because it cannot be imported', () => {
  const declarations = files().filter((file) => file.endsWith('.d.ts'));
  expect(declarations).toContain('dist/src/index.d.ts');
  expect(declarations.filter((file) => file.includes('/cli/'))).toEqual([]);
});

test('it contains the license of every bundled package', () => {
  const licenses = tarball.readFile(`${top}dist/THIRD-PARTY-LICENSES.txt`);
  const code = files().filter((file) => /^dist\/.*\.js$/.test(file));
  const bundled = code.flatMap((file) =>
    [...tarball.readFile(top + file).matchAll(/"?\bnode_modules\/((?:@[^/]+\/)?[^/"]+)/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(bundled).toContain('commander');
  for (const name of bundled)
    expect(licenses).toMatch(new RegExp(`^${name} \\d.*\n\n.*copyright`, 'ims'));
});

test('every importable file has a source map, and every source in it exists', () => {
  const imported = leaves(objectAt(manifest, 'exports')).filter((file) => !file.endsWith('.json'));
  const commands = Object.values(objectAt(manifest, 'bin')).map(String);
  const mapped = [...imported, ...commands];
  expect(missing(mapped.map((file) => `${posix.normalize(file)}.map`))).toEqual([]);
  const maps = files().filter((file) => file.endsWith('.map'));
  const named = maps.flatMap(sourcesOf);
  expect(named).toContain('src/index.ts');
  expect(missing(named)).toEqual([]);
});

function leaves(node: unknown): string[] {
  return isObject(node) ? Object.values(node).flatMap(leaves) : [String(node)];
}

/** The sources of a map, from the root of the package. */
function sourcesOf(map: string): string[] {
  const content: unknown = JSON.parse(tarball.readFile(top + map));
  if (!isObject(content)) throw new Error(`${map} is no source map.`);
  const { sourceRoot = '' } = content;
  const sources = stringsAt(content, 'sources');
  return sources.map((source) => posix.join(posix.dirname(map), String(sourceRoot), source));
}

test('publint reports nothing', async () => {
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(bytes).buffer } });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test('its types are right wherever it is imported or required', async () => {
  const analysis = await checkPackage(tarball);
  if (analysis.types === false) throw new Error('The tarball holds no types.');
  expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(objectAt(manifest, 'exports')));
  expect(analysis.problems).toEqual([]);
});
