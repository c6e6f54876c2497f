import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { isObject, objectAt } from '../../../scripts/openapi/json.js';
import { pages } from '../../support/pages.js';
import { root } from '../../support/project.js';

/** The relative links of a page, without the code in it. */
function linksOf(page: string): { path: string; anchor: string | undefined }[] {
  const text = (pages.get(page) ?? '').replaceAll(/^ *```.*?^ *```$/gms, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );
  return targets
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { path: file === '' ? page : posix.join(posix.dirname(page), file), anchor };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...(pages.get(page) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each([...pages.keys()])('%s links to files and headings that exist', (page) => {
  for (const { path, anchor } of linksOf(page)) {
    expect(existsSync(join(root, path)), path).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(path)).toContain(anchor);
  }
});

test('the README links to every other page', () => {
  const linked = linksOf('README.md').map(({ path }) => path);
  expect([...pages.keys()].filter((page) => !linked.includes(page))).toEqual(['README.md']);
});

test("the README's badges are true", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!isObject(manifest)) throw new Error('package.json holds no object.');
  const node = String(objectAt(manifest, 'engines')['node']).replace('>=', '');
  const [main] = Object.values(objectAt(manifest, 'exports'));
  const forms = isObject(main) && 'import' in main && 'require' in main ? 'ESM and CommonJS' : '';
  const count = Object.keys(objectAt(manifest, 'dependencies')).length;
  const texts = [...(pages.get('README.md') ?? '').matchAll(/^!\[(.+)\]\((.+)\)$/gm)];
  expect(texts.map(([, text]) => text)).toEqual([
    `Node.js ${node} or later`,
    forms,
    `${count} run-time dependency`,
    `${String(manifest['license'])} license`,
  ]);
  const shown = texts.map(([, , url = '']) => decodeURIComponent(new URL(url).pathname));
  expect(shown).toEqual([
    `/badge/node-≥${node}-brightgreen`,
    '/badge/module-ESM + CommonJS-blue',
    `/badge/run--time dependencies-${count}-blue`,
    `/badge/license-${String(manifest['license'])}-blue`,
  ]);
});

/** The names and defaults in the table below a heading. */
function tableBelow(page: string, heading: string): [name: string, byDefault: string][] {
  const sections = (pages.get(page) ?? '').split(/^#+ /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.matchAll(/^\| `(\w+)` .*\| +(.+?) +\|$/gm);
  return [...rows].map(([, name = '', byDefault = '']) => [name, byDefault.replaceAll('`', '')]);
}

/** The names and the documented defaults of an interface's properties. */
function propertiesOf(file: string, type: string): [name: string, byDefault: string][] {
  const source = readFileSync(join(root, file), 'utf8').split(`export interface ${type}`)[1] ?? '';
  const [body = ''] = source.split('\n}\n');
  const properties = body.matchAll(/\/\*\*(.*?)\*\/\s+readonly (\w+)/gs);
  return [...properties].map(([, comment = '', name = '']) => [
    name,
    /@default (.+)/.exec(comment)?.[1] ?? 'none',
  ]);
}

test.each([
  ['README.md', 'Options', 'src/options.ts', 'ClientOptions'],
  ['docs/import.md', 'Options of `importInvites`', 'src/bulk/options.ts', 'ImportOptions'],
  ['docs/mock.md', 'Options', 'src/mock/server.ts', 'MockOrganizationOptions'],
  ['docs/mock.md', 'Faults', 'src/mock/fault.ts', 'Fault'],
])('%s, %s: the table lists every option, with its default', (page, heading, file, type) => {
  // `request` belongs to a type of its own.
  const listed = new Map(tableBelow(page, heading).filter(([name]) => name !== 'request'));
  const properties = propertiesOf(file, type);
  expect(properties).not.toEqual([]);
  expect([...listed.keys()].sort()).toEqual(properties.map(([name]) => name).sort());
  for (const [name, byDefault] of properties)
    expect(byDefault, name).toContain(listed.get(name)?.split(/[:,]/)[0]);
});

test('the pages name only commands that exist', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const scripts = Object.keys(objectAt(manifest, 'scripts'));
  const named = [...pages.values()].flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)]);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, name = '']) => !scripts.includes(name))).toEqual([]);
});
