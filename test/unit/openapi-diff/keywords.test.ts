import { describe, expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';
import type { Impact } from '../../../scripts/openapi-diff/index.js';

type Json = Record<string, unknown>;
type Owner =
  | 'document'
  | 'path item'
  | 'operation'
  | 'parameter'
  | 'request body'
  | 'media type'
  | 'encoding'
  | 'response'
  | 'header'
  | 'link'
  | 'server'
  | 'variable'
  | 'security scheme'
  | 'flow'
  | 'request schema'
  | 'response schema';

/** A document in which every kind of object occurs, with some keys of one of them put in. */
function documentWith(owner: Owner, keys: Json): string {
  const put = (kind: Owner, object: Json): Json =>
    kind === owner ? { ...object, ...keys } : object;
  const inner = { type: 'object', properties: { p: { type: 'string' } } };
  const requestSchema = put('request schema', inner);
  const responseSchema = put('response schema', inner);
  const flow = put('flow', { tokenUrl: 'https://t.example', scopes: { a: 'read' } });
  const operation = put('operation', {
    operationId: 'x',
    security: [{ Key: [] }, { Login: ['a'] }],
    parameters: [put('parameter', { name: 'q', in: 'query', schema: { type: 'string' } })],
    requestBody: put('request body', {
      content: {
        'application/json': put('media type', {
          schema: requestSchema,
          encoding: { p: put('encoding', {}) },
        }),
      },
    }),
    responses: {
      200: put('response', {
        description: 'ok',
        headers: { 'X-Limit': put('header', { schema: { type: 'string' } }) },
        links: { next: put('link', { operationId: 'x' }) },
        content: { 'application/json': { schema: responseSchema } },
      }),
    },
  });
  const variable = put('variable', { default: 'a' });
  return JSON.stringify(
    put('document', {
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      servers: [put('server', { url: 'https://{v}.example', variables: { v: variable } })],
      paths: { '/x': put('path item', { post: operation }) },
      components: {
        schemas: { S: { type: 'string', maxLength: 3 } },
        securitySchemes: {
          Key: put('security scheme', { type: 'http', scheme: 'bearer' }),
          Login: { type: 'oauth2', flows: { clientCredentials: flow } },
        },
      },
    }),
  );
}

function levelOf(owner: Owner, before: Json, after: Json): Impact {
  return worst(compareDocuments(documentWith(owner, before), documentWith(owner, after)));
}

const text = { type: 'string' };
const number = { type: 'number' };

/** Keys that change nothing for callers. */
const annotations: Json = { description: 'b', 'x-b': 1 };
const schemaAnnotations: Json = {
  ...{ title: 'b', example: 'b', examples: ['b'], $comment: 'b', deprecated: true },
  ...{ externalDocs: { url: 'https://b' } },
};

const called = (post: Json): Json => ({ a: { '{$url}': { post } } });

/** Every keyword of OpenAPI 3.0 and 3.1 and of JSON Schema 2020-12 with two values that break. */
const breaking: [Owner, string, unknown, unknown][] = [
  ['document', 'jsonSchemaDialect', 'https://a', 'https://b'],
  ['document', 'servers', [{ url: 'https://a' }], [{ url: 'https://b' }]],
  ['document', 'paths', undefined, {}],
  ['document', 'webhooks', { a: { post: { responses: {} } } }, {}],
  ['path item', 'post', undefined, { operationId: 'x', responses: {} }],
  ['path item', 'servers', [{ url: 'https://a' }], [{ url: 'https://b' }]],
  ['path item', 'parameters', [], [{ name: 'a', in: 'query', required: true }]],
  ['operation', 'callbacks', { a: { '{$url}': { post: {} } } }, { a: { '{$url}': { put: {} } } }],
  ['operation', 'security', [{ Key: [] }], [{ Login: ['a'] }]],
  ['operation', 'servers', [{ url: 'https://a' }], [{ url: 'https://b' }]],
  ['operation', 'parameters', [], [{ name: 'a', in: 'query', required: true }]],
  ['operation', 'requestBody', undefined, { content: {}, required: true }],
  ['operation', 'responses', undefined, { 201: { description: 'other' } }],
  ['parameter', 'name', 'a', 'b'],
  ['parameter', 'in', 'query', 'cookie'],
  ['parameter', 'required', false, true],
  ['parameter', 'allowEmptyValue', true, false],
  ['parameter', 'style', 'form', 'spaceDelimited'],
  ['parameter', 'explode', true, false],
  ['parameter', 'allowReserved', false, true],
  ['parameter', 'schema', text, number],
  ['parameter', 'content', { 'text/a': { schema: text } }, { 'text/a': { schema: number } }],
  ['request body', 'required', false, true],
  ['request body', 'content', { 'text/a': {} }, { 'text/b': {} }],
  ['response', 'links', { 'x-a': { operationId: 'a' } }, {}],
  [
    'operation',
    'callbacks',
    called({ security: [{ 'x-a': [] }] }),
    called({ security: [{ 'x-b': [] }] }),
  ],
  ['media type', 'schema', text, number],
  ['media type', 'itemSchema', text, number],
  ['media type', 'encoding', { p: {} }, { p: { style: 'form' } }],
  ['encoding', 'contentType', 'text/a', 'text/b'],
  ['encoding', 'headers', { a: { schema: text } }, { a: { schema: number } }],
  ['encoding', 'style', 'form', 'spaceDelimited'],
  ['encoding', 'explode', true, false],
  ['encoding', 'allowReserved', true, false],
  ['response', 'headers', { a: { schema: text } }, {}],
  ['response', 'content', { 'text/a': {} }, { 'text/b': {} }],
  ['response', 'links', { a: { operationId: 'a' } }, { a: { operationId: 'b' } }],
  ['header', 'required', true, false],
  ['header', 'style', 'simple', 'other'],
  ['header', 'explode', true, false],
  ['header', 'allowReserved', true, false],
  ['header', 'allowEmptyValue', false, true],
  ['header', 'schema', text, number],
  ['header', 'content', { 'text/a': { schema: text } }, { 'text/a': { schema: number } }],
  ['link', 'operationRef', '#/a', '#/b'],
  ['link', 'operationId', 'a', 'b'],
  ['link', 'parameters', { a: 1 }, { a: 2 }],
  ['link', 'parameters', { description: 'a' }, { description: 'b' }],
  ['link', 'requestBody', 1, 2],
  ['link', 'server', { url: 'https://a' }, { url: 'https://b' }],
  ['server', 'url', 'https://a', 'https://b'],
  ['variable', 'default', 'a', 'b'],
  ['variable', 'enum', ['a', 'b'], ['a']],
  ['security scheme', 'type', 'http', 'mutualTLS'],
  ['security scheme', 'scheme', 'bearer', 'basic'],
  ['security scheme', 'name', 'A', 'B'],
  ['security scheme', 'in', 'header', 'query'],
  ['security scheme', 'openIdConnectUrl', 'https://a', 'https://b'],
  ['flow', 'authorizationUrl', 'https://a', 'https://b'],
  ['flow', 'tokenUrl', 'https://a', 'https://b'],
  ['flow', 'refreshUrl', 'https://a', 'https://b'],
];

const object = (properties: Json): Json => ({ type: 'object', properties });

/** Each with a value that accepts fewer values than the other, the narrower one second. */
const narrowing: [string, unknown, unknown, Json?][] = [
  ['type', ['object', 'null'], 'object'],
  ['enum', [{ p: 'a' }, { p: 'b' }], [{ p: 'a' }]],
  ['const', undefined, { p: 'a' }],
  ['minProperties', 1, 2],
  ['maxProperties', 2, 1],
  ['required', [], ['p']],
  ['dependentRequired', { p: [] }, { p: ['q'] }, object({ p: text, q: text })],
  ['dependentSchemas', { p: {} }, { p: { required: ['q'] } }, object({ p: text, q: text })],
  ['propertyNames', {}, { maxLength: 3 }],
  ['patternProperties', { '^a': {} }, { '^a': text }],
  ['additionalProperties', text, { type: 'string', maxLength: 2 }],
  ['unevaluatedProperties', text, { type: 'string', maxLength: 2 }],
  ['not', { required: ['a', 'b'] }, { required: ['a'] }],
  ['allOf', [{}], [{ required: ['p'] }]],
  ['anyOf', [{}, { required: ['a'] }], [{ required: ['a'] }]],
  ['then', {}, { required: ['p'] }, { if: { required: ['a'] } }],
  ['else', {}, { required: ['p'] }, { if: { required: ['a'] } }],
  ['if', undefined, { required: ['a'] }, { then: { required: ['p'] } }],
  ['$ref', undefined, '#/components/schemas/S', { type: 'string' }],
  ['items', {}, text, { type: 'array' }],
  ['prefixItems', [], [text], { type: 'array' }],
  ['contains', undefined, text, { type: 'array' }],
  ['minContains', 1, 2, { type: 'array', contains: text }],
  ['maxContains', 2, 1, { type: 'array', contains: text }],
  ['minItems', 1, 2, { type: 'array' }],
  ['maxItems', 2, 1, { type: 'array' }],
  ['uniqueItems', false, true, { type: 'array' }],
  ['unevaluatedItems', text, { type: 'string', maxLength: 2 }, { type: 'array' }],
  ['minLength', 1, 2, text],
  ['maxLength', 2, 1, text],
  ['pattern', undefined, 'a', text],
  ['format', undefined, 'email', text],
  ['contentEncoding', undefined, 'base64', text],
  ['contentMediaType', undefined, 'text/a', text],
  ['contentSchema', {}, text, text],
  ['minimum', 1, 2, number],
  ['maximum', 2, 1, number],
  ['exclusiveMinimum', 1, 2, number],
  ['exclusiveMaximum', 2, 1, number],
  ['multipleOf', 5, 10, number],
];

const few = (key: string): Json => ({ [key]: key === '$id' ? 'https://a' : 'a', maxProperties: 1 });
const many = (key: string): Json => ({
  [key]: key === '$id' ? 'https://b' : 'b',
  minProperties: 5,
});

/** What no direction can make harmless, and what is not understood. */
const changedSchemas: [string, unknown, unknown, Json?][] = [
  ['properties', { p: text }, { p: number }],
  ['discriminator', { propertyName: 'p' }, { propertyName: 'q' }],
  ['xml', { name: 'a' }, { name: 'b' }],
  ['$schema', 'https://a', 'https://b'],
  ['$vocabulary', { a: true }, { b: true }],
  ['dependencies', { p: ['a'] }, { p: ['b'] }],
  ['additionalItems', text, number],
  ['$recursiveRef', '#a', '#b'],
  ['oneOf', [{ required: ['a'] }], [{ required: ['a'] }, { required: ['p'] }]],
  ['$dynamicRef', '#a', '#b', { $defs: { a: few('$dynamicAnchor'), b: many('$dynamicAnchor') } }],
  ['$ref', '#a', '#b', { $defs: { a: few('$anchor'), b: many('$anchor') } }],
  ['$ref', 'https://a', 'https://b', { $defs: { a: few('$id'), b: many('$id') } }],
  ['$ref', 'other.yaml#/a', 'other.yaml#/b'],
  ['min_items', 1, 2],
];

const only = (key: string, value: unknown): Json => (value === undefined ? {} : { [key]: value });

describe('no keyword changes in silence', () => {
  test.each(breaking)('%s: %s', (owner, key, before, after) => {
    expect(levelOf(owner, only(key, before), only(key, after))).toBe('breaking');
    expect(levelOf(owner, only(key, after), only(key, after))).toBe('none');
  });

  test.each(narrowing)('schema: %s', (key, wide, narrow, beside = {}) => {
    const [before, after] = [wide, narrow].map((value) => ({ ...beside, ...only(key, value) }));
    const document = (owner: Owner, keys: Json = {}): string => documentWith(owner, keys);
    for (const owner of ['request schema', 'response schema'] as const) {
      const isRequest = owner === 'request schema';
      const [from, to] = isRequest ? [before, after] : [after, before];
      expect(worst(compareDocuments(document(owner, from), document(owner, to)))).toBe('breaking');
      expect(worst(compareDocuments(document(owner, to), document(owner, from)))).toBe('addition');
    }
  });

  test.each(changedSchemas)('schema: %s', (key, was, is, beside = {}) => {
    for (const owner of ['request schema', 'response schema'] as const) {
      const keys = [was, is].map((value) => ({ ...beside, ...only(key, value) }));
      expect(levelOf(owner, keys[0] ?? {}, keys[1] ?? {})).toBe('breaking');
      expect(levelOf(owner, keys[0] ?? {}, keys[0] ?? {})).toBe('none');
    }
  });

  test('behind references that only callbacks, links, webhooks and unknown keywords use', () => {
    const document = (schema: Json) =>
      JSON.stringify({
        openapi: '3.1.0',
        paths: {
          '/x': {
            post: {
              operationId: 'x',
              callbacks: { done: { '{$url}': { post: { requestBody: { $ref: '#/x-b' } } } } },
              responses: {},
            },
          },
        },
        'x-b': { content: { 'application/json': { schema } } },
      });
    const [before, after] = [
      document(object({ title: text })),
      document(object({ title: number })),
    ];
    expect(worst(compareDocuments(before, after))).toBe('breaking');
    expect(worst(compareDocuments(before, before))).toBe('none');
  });

  test.each(['request', 'response'] as const)(
    'defaults, readOnly and writeOnly in a %s',
    (side) => {
      const owner = `${side} schema` as const;
      const mark = side === 'request' ? 'readOnly' : 'writeOnly';
      const keys = (more: Json): Json => object({ p: { type: 'string', ...more } });
      expect(levelOf(owner, keys({}), keys({ [mark]: true }))).toBe('breaking');
      const byDefault = levelOf(owner, keys({ default: 'a' }), keys({ default: 'b' }));
      expect(byDefault).toBe(side === 'request' ? 'breaking' : 'documentation');
      expect(levelOf(owner, keys({ nullable: true }), keys({}))).toBe(
        side === 'request' ? 'breaking' : 'addition',
      );
      expect(levelOf(owner, keys({}), keys({ nullable: true }))).toBe(
        side === 'response' ? 'breaking' : 'addition',
      );
    },
  );
});

test.each<[string, Json]>([
  ['allOf', { allOf: [text] }],
  ['anyOf', { anyOf: [text, number] }],
  ['$ref', { $ref: '#/components/schemas/S' }],
  ['const', { const: 'a' }],
  ['enum', { enum: ['a'] }],
])('nullable beside %s in 3.1 is null, as in the generated types', (_, schema) => {
  const property = { properties: { p: schema } };
  const nullable = { properties: { p: { ...schema, nullable: true } } };
  expect(levelOf('request schema', property, nullable)).toBe('addition');
  expect(levelOf('response schema', property, nullable)).toBe('breaking');
});

const owners: Owner[] = [
  ...(['path item', 'operation', 'parameter', 'request body', 'media type', 'response'] as const),
  ...(['header', 'link', 'server', 'variable', 'security scheme', 'flow'] as const),
  ...(['request schema', 'response schema', 'encoding', 'document'] as const),
];

test.each(owners)('words for readers in a %s never break', (owner) => {
  const isSchema = owner.endsWith('schema');
  const keys = { ...annotations, ...(isSchema && schemaAnnotations) };
  for (const [key, value] of Object.entries(keys)) {
    expect(['none', 'documentation']).toContain(levelOf(owner, {}, { [key]: value }));
  }
});

test.each(['$id', '$anchor', '$dynamicAnchor', '$defs', 'definitions'])(
  'a name that nothing refers to (%s) changes nothing',
  (key) => {
    const value = key === '$defs' || key === 'definitions' ? { a: text } : 'a';
    expect(levelOf('request schema', {}, { [key]: value })).toBe('none');
  },
);
