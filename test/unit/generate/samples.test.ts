import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Checks } from '../../../scripts/generate/checks.js';
import { renderSamples } from '../../../scripts/generate/sample/samples.js';
import { collectOperations } from '../../../scripts/openapi/operations.js';
import { loadSpec } from '../../../scripts/openapi/spec.js';

/** A bound of a schema, with a stricter and a looser value. */
const stricterBounds: [keyword: string, schema: object, strict: number, loose: number][] = [
  ['minimum', { type: 'integer' }, 5, 0],
  ['exclusiveMinimum', { type: 'integer' }, 5, 0],
  ['maximum', { type: 'integer' }, -5, 9],
  ['exclusiveMaximum', { type: 'integer' }, -5, 9],
  ['minLength', { type: 'string' }, 30, 1],
  ['maxLength', { type: 'string' }, 2, 99],
  ['minItems', { type: 'array', items: { type: 'integer' } }, 3, 0],
  ['maxItems', { type: 'array', items: { type: 'integer' } }, 0, 9],
  ['minProperties', { type: 'object', additionalProperties: { type: 'integer' } }, 2, 0],
];

/** Properties of one response each: a sample that breaks its schema is not written. */
const schemas: Record<string, unknown> = {
  'many different identifiers': {
    type: 'array',
    ...{ uniqueItems: true, minItems: 12, items: { type: 'string', format: 'uuid' } },
  },
  'many different dates': {
    type: 'array',
    ...{ uniqueItems: true, minItems: 40, items: { type: 'string', format: 'date' } },
  },
  'many different addresses': {
    type: 'array',
    ...{ uniqueItems: true, minItems: 20, items: { type: 'string', format: 'ipv4' } },
  },
  'objects that a constant makes alike': {
    type: 'array',
    ...{
      minItems: 2,
      items: { type: 'object', required: ['k'], properties: { k: { const: 'a' } } },
    },
  },
  'a format with a pattern': { type: 'string', format: 'date', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
  'a narrow range': { type: 'number', minimum: 0.123, maximum: 0.124 },
  'a range of one number': { type: 'number', minimum: 1.5, maximum: 1.5 },
  'a range below zero': { type: 'integer', minimum: -10, maximum: -5, multipleOf: 3 },
  'an integer beyond the safe ones': { type: 'integer', minimum: 9007199254740992 },
  'an integer in steps of a fraction': { type: 'integer', exclusiveMinimum: 0, multipleOf: 1.5 },
  'items described by two parts': {
    allOf: [
      { type: 'array', items: { type: 'object', required: ['a'], properties: { a: true } } },
      { items: { required: ['b'], properties: { b: { type: 'integer' } } } },
    ],
  },
  'a map described by two parts': {
    allOf: [
      { type: 'object', additionalProperties: { type: 'integer', minimum: 3 } },
      { minProperties: 1, additionalProperties: { maximum: 5 } },
    ],
  },
  'a condition': {
    type: 'object',
    properties: { k: { enum: ['a', 'b'] } },
    required: ['k'],
    if: { properties: { k: { const: 'a' } } },
    then: { required: ['x'], properties: { x: { type: 'integer' } } },
    else: { required: ['y'], properties: { y: { type: 'integer' } } },
  },
  'a property that asks for another': {
    type: 'object',
    properties: { a: { type: 'integer' } },
    dependentRequired: { a: ['z'] },
  },
  ...Object.fromEntries(
    stricterBounds.map(([keyword, schema, strict, loose]) => [
      `the stricter ${keyword} of two parts`,
      { ...schema, allOf: [{ [keyword]: strict }, { [keyword]: loose }] },
    ]),
  ),
};

let folder: string;
let written: string;
let warnings: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'));
  const file = join(folder, 'document.json');
  const none = { type: 'integer', minimum: 2, maximum: 1 };
  const deep = Array.from({ length: 150 }).reduce(
    (items: unknown) => ({ type: 'array', minItems: 1, items }),
    { type: 'integer' },
  );
  const paths = Object.entries({ ...schemas, none, deep }).map(([name, schema]) => {
    const content = { 'application/json': { schema } };
    const responses = { '200': { description: 'd', content } };
    return [`/${name.replaceAll(' ', '-')}`, { get: { operationId: name, responses } }] as const;
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: Object.fromEntries(paths),
  };
  await writeFile(file, JSON.stringify(document));
  const spec = await loadSpec(file);
  const operations = collectOperations(spec);
  written = renderSamples(spec, operations, new Checks(spec, operations));
  warnings = spec.source.warnings;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.keys(schemas))('%s has a sample', (name) => {
  expect(written).toContain(`"${name}": {\n    "200": `);
  expect(written).not.toContain(`"${name}": {\n    "200": undefined`);
  expect(warnings.join()).not.toContain(name.replaceAll(' ', '-'));
});

test('where no value fits, or is too deep for the compiler, the samples say so with the place', () => {
  expect(written).toContain('"none": {\n    "200": undefined');
  expect(written).toContain('"deep": {\n    "200": undefined');
  expect(warnings).toEqual([
    expect.stringMatching(/document\.json:1: no sample can be made .*none/),
    expect.stringMatching(/document\.json:1: no sample can be made .*deep/),
  ]);
});
