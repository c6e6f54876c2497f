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
