import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';
import { isObject } from '../../../scripts/openapi/json.js';
import { root } from '../../support/project.js';

const folder = join(root, 'test/fixtures/openapi-diff');

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function labelsIn(name: string): [string, unknown][] {
  const labels: unknown = JSON.parse(read(name));
  return Object.entries(isObject(labels) ? labels : {});
}

/** The label that a comparison deserves. */
function labelOf(base: string, head: string): string {
  const level = worst(compareDocuments(base, head));
  if (level === 'breaking') return 'breaking';
  return level === 'addition' ? 'not breaking' : 'none';
}

/** `none` may come with other words for readers; `debatable` is decided in docs/breaking-changes.md. */
function isRight(label: unknown, found: string): boolean {
  if (label === 'breaking') return found === 'breaking';
  return label === 'none' ? found === 'none' : found !== 'breaking';
}

describe('each labelled pair of documents gets its label', () => {
  test.each(labelsIn('pairs/expected.json'))('%s: %s', (name, label) => {
    const found = labelOf(read(`pairs/${name}.base.yaml`), read(`pairs/${name}.head.yaml`));
    expect(isRight(label, found), found).toBe(true);
  });

  test.each(labelsIn('cases/expected.json'))('%s: %s', (name, label) => {
    const found = labelOf(read('cases/_base.yaml'), read(`cases/${name}.yaml`));
    expect(isRight(label, found), found).toBe(true);
  });
});

test.each(['discriminator-without-mapping', 'unknown-keyword-31', 'nested-unions'])(
  'nothing differs between %s and itself',
  (name) => {
    const text = read(`pairs/${name}.yaml`);
    expect(compareDocuments(text, text)).toEqual([]);
  },
);

/** Objects with a union of four such objects in one property, some levels deep. */
function nestedUnions(levels: number, lastKind: string): string {
  const schemas = Array.from({ length: levels }, (_, level) => {
    const next =
      level + 1 < levels ? { $ref: `#/components/schemas/L${level + 1}` } : { const: lastKind };
    const branches = [0, 1, 2, 3].map((kind) => ({
      type: 'object',
      required: ['kind'],
      properties: { kind: { const: `k${kind}` }, next },
    }));
    return [`L${level}`, { oneOf: branches }] as const;
  });
  const schema = { $ref: '#/components/schemas/L0' };
  const requestBody = { content: { 'application/json': { schema } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'nested', version: '1' },
    paths: { '/x': { post: { operationId: 'x', requestBody, responses: {} } } },
    components: { schemas: Object.fromEntries(schemas) },
  });
}

test('unions of unions take no exponential time', { timeout: 10_000 }, () => {
  const before = nestedUnions(40, 'leaf');
  expect(compareDocuments(before, before)).toEqual([]);
  // In each of four alternatives one value goes and one comes, however many ways lead there.
  expect(compareDocuments(before, nestedUnions(40, 'other'))).toHaveLength(8);
});
