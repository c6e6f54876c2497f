import { posix } from 'node:path';
import { checkPackage, createPackageFromTarballData, type Package } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, expect, test } from 'vitest';
import { isObject, objectAt, stringsAt } from '../../scripts/openapi/json.js';
import { sha256 } from '../../scripts/openapi/sha256.js';
import { packProject } from '../support/package.js';

let bytes: Uint8Array;
let tarball: Package;
let manifest: unknown;

/** The package's folder in `tarball`, with a slash at its end. */
let top: string;

beforeAll(() => {
  bytes = packProject();
  tarball = createPackageFromTarballData(bytes);
  top = `/node_modules/${tarball.packageName}/`;
  manifest = JSON.parse(tarball.readFile(`${top}package.json`));
});

function files(): string[] {
  return tarball.listFiles().map((file) => file.slice(top.length));
}

function missing(wanted: string[]): string[] {
  return wanted.filter((file) => !tarball.fileExists(top + file));
}

test('packed in another folder, it is the same bytes', () => {
  expect(sha256(packProject())).toBe(sha256(bytes));
});

test('it holds what runs, its types, and the sources of both, and nothing else', () => {
  expect(new Set(files().map((file) => file.split('/')[0]))).toEqual(
    new Set(['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist', 'src', 'generated']),
  );
});

test('what users import has maps, and every source that a map names is there', () => {
  const imported = Object.values(objectAt(manifest, 'exports'))
    .filter(isObject)
    .flatMap((conditions) => Object.values(conditions).map(String));
  const commands = Object.values(objectAt(manifest, 'bin')).map(String);
  const mapped = [...imported, ...commands];
  expect(missing(mapped.map((file) => `${posix.normalize(file)}.map`))).toEqual([]);
  const maps = files().filter((file) => file.endsWith('.map'));
  const named = maps.flatMap(sourcesOf);
  expect(named).toContain('src/index.ts');
  expect(missing(named)).toEqual([]);
});

/** The sources of a map, from the root of the package. */
function sourcesOf(map: string): string[] {
  const content: unknown = JSON.parse(tarball.readFile(top + map));
  if (!isObject(content)) throw new Error(`${map} is no source map.`);
  const { sourceRoot = '' } = content;
  const sources = stringsAt(content, 'sources');
  return sources.map((source) => posix.join(posix.dirname(map), String(sourceRoot), source));
}

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(bytes).buffer } });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test('its types are right wherever ESM is imported', async () => {
  const analysis = await checkPackage(tarball);
  if (analysis.types === false) throw new Error('The tarball holds no types.');
  expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(objectAt(manifest, 'exports')));
  for (const resolutionKind of ['node16-esm', 'bundler'] as const)
    expect(filterProblems(analysis, { resolutionKind })).toEqual([]);
});
