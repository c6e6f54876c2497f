import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { objectAt } from '../../../scripts/openapi/json.js';
import { root } from '../../support/project.js';

const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

/** What the first column of a section's table names. */
function namesIn(heading: string): string[] {
  const section = contributing.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
}

function foldersIn(parent: string): string[] {
  const entries = readdirSync(join(root, parent), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(parent, name, '/').replaceAll('\\', '/'));
}

test('the map lists every folder once, and only folders that exist', () => {
  const named = namesIn('Where things are');
  expect(named.filter((path, index) => named.indexOf(path) !== index)).toEqual([]);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const untracked = ['.git/', 'node_modules/', 'dist/'];
  const parts = ['src/', 'scripts/', 'test/'];
  const top = foldersIn('.').filter((name) => ![...untracked, ...parts].includes(name));
  const rooms = [...top, ...parts.flatMap(foldersIn)];
  expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
});

test('the dependencies are those of package.json', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kinds = ['dependencies', 'devDependencies'];
  const all = kinds.flatMap((kind) => Object.keys(objectAt(manifest, kind)));
  expect(namesIn('Dependencies').sort()).toEqual(all.sort());
});
