import { describe, expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';

function petDocument(huntingSkill: object): string {
  const schemas = {
    Pet: {
      type: 'object',
      required: ['petType'],
      properties: { petType: { type: 'string' } },
      discriminator: { propertyName: 'petType' },
    },
    Cat: {
      allOf: [
        { $ref: '#/components/schemas/Pet' },
        { type: 'object', properties: { huntingSkill } },
      ],
    },
  };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
  const post = { operationId: 'adopt', requestBody: { content }, responses: {} };
  const paths = { '/pets': { post } };
  return JSON.stringify({ openapi: '3.0.3', info: {}, paths, components: { schemas } });
}

test('what inherits from a schema with a discriminator counts where that schema is used', () => {
  const before = petDocument({ type: 'string' });
  expect(compareDocuments(before, before)).toEqual([]);
  expect(compareDocuments(before, petDocument({ enum: ['lazy'] }))).toMatchObject([
    {
      level: 'breaking',
      pointer: '#/components/schemas/Cat/allOf/1/properties/huntingSkill',
      meaning: '`adopt request.huntingSkill` must be one of "lazy" now.',
    },
  ]);
});

type Json = Record<string, unknown>;

function responseOf(schemas: Json, schema: Json = ref('Pet')): string {
  const content = { 'application/json': { schema } };
  const get = { operationId: 'look', responses: { 200: { description: 'ok', content } } };
  const paths = { '/pets': { get } };
  return JSON.stringify({ openapi: '3.1.0', info: {}, paths, components: { schemas } });
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

const kind = (schema: Json): Json => ({
  type: 'object',
  properties: { kind: schema },
  required: ['kind'],
});
const discriminator = { propertyName: 'kind' };
const union = { anyOf: [ref('Cat'), ref('Dog')], discriminator };
const Cat = kind({ type: 'string' });
const Pet = { ...kind({ const: 'x' }), discriminator };
const heir = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

test.each<[string, Json, Json, Json?]>([
  [
    'an alternative that is no object any more',
    { Cat, Dog: Cat },
    { Cat, Dog: { type: 'array' } },
    union,
  ],
  [
    'an heir that had all values of the family to itself',
    { Pet, Heir: { allOf: [ref('Pet'), heir] } },
    { Pet, Heir: heir },
  ],
  [
    'a family that an inline schema adds to',
    { Pet: { ...Pet, properties: {} }, Heir: { allOf: [ref('Pet'), heir] } },
    { Pet: { ...Pet, properties: {} }, Heir: { allOf: [ref('Pet'), { type: 'object' }] } },
    { allOf: [ref('Pet'), { type: 'object', properties: { a: { type: 'string' } } }] },
  ],
])('%s is breaking in a response', (_, before, after, schema) => {
  expect(worst(compareDocuments(responseOf(before, schema), responseOf(after, schema)))).toBe(
    'breaking',
  );
});

function requestOf(schemas: Json): string {
  const content = { 'application/json': { schema: ref('Pet') } };
  const post = { operationId: 'adopt', requestBody: { content }, responses: {} };
  return JSON.stringify({
    openapi: '3.1.0',
    info: {},
    paths: { '/pets': { post } },
    components: { schemas },
  });
}

test('a value that tells alternatives apart is compared like any other', () => {
  const [before, after] = [
    { c: 'Cat', d: 'Dog', e: 'Dog' },
    { c: 'Cat', d: 'Dog' },
  ].map((mapping) => ({
    Pet: { ...union, discriminator: { ...discriminator, mapping } },
    Cat,
    Dog: Cat,
  }));
  const levelOf = (write: (schemas: Json) => string, from: Json = {}, to: Json = {}) =>
    worst(compareDocuments(write(from), write(to)));
  expect(levelOf(requestOf, before, after)).toBe('breaking');
  expect(levelOf(responseOf, before, after)).toBe('addition');
  expect(levelOf(requestOf, after, before)).toBe('addition');
  expect(levelOf(responseOf, after, before)).toBe('breaking');
});

describe('a further schema that extends one of a request', () => {
  const Pet = { ...kind({ type: 'string' }), discriminator };
  const heirWith = (more: Json): Json => ({
    allOf: [ref('Pet'), { type: 'object', properties: { name: { type: 'string' } }, ...more }],
  });
  const Heir = heirWith({});
  const before = { Pet, Heir };

  test('is an addition if what could be sent with its kind still can', () => {
    const levels = [{ Pet }, before].map((base) =>
      worst(compareDocuments(requestOf(base), requestOf({ ...before, Other: heirWith({}) }))),
    );
    expect(levels).toEqual(['addition', 'addition']);
  });

  test('is breaking if more has to be sent with its kind', () => {
    const after = { ...before, Other: heirWith({ required: ['name'] }) };
    expect(compareDocuments(requestOf(before), requestOf(after))[0]).toMatchObject({
      level: 'breaking',
      meaning: 'Callers must send `adopt request.name` now.',
    });
  });
});
