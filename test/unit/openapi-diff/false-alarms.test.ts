import { expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';

type Json = Record<string, unknown>;

interface Parts {
  readonly path?: string;
  readonly operation?: Json;
  readonly request?: Json;
  readonly response?: Json;
  readonly schemes?: Json;
  readonly more?: Json;
  readonly root?: Json;
}

function documentWith(parts: Parts): string {
  const { path = '/x', operation, request, response, schemes, more, root } = parts;
  const content = (schema: Json = {}): Json => ({ content: { 'application/json': { schema } } });
  const post = {
    operationId: 'x',
    requestBody: content(request),
    responses: { 200: { description: 'ok', ...content(response) } },
    ...operation,
  };
  const components = { securitySchemes: schemes ?? {} };
  const paths = { [path]: { post }, ...more };
  return JSON.stringify({ openapi: '3.1.0', info: {}, paths, components, ...root });
}

const number = { type: 'number' };
const text = { type: 'string' };
const object = (properties: Json, more: Json = {}): Json => ({
  type: 'object',
  properties,
  ...more,
});
const cat = object({ kind: { const: 'cat' }, name: text }, { required: ['kind'] });
const dog = object({ kind: { const: 'dog' }, size: number }, { required: ['kind'] });
const oauth = (scopes: Json, more: Json = {}): Json => ({
  type: 'oauth2',
  flows: { clientCredentials: { tokenUrl: 'https://t.example', scopes } },
  ...more,
});
const login = (flow: Json): Parts => ({
  operation: { security: [{ A: [] }] },
  schemes: { A: { type: 'oauth2', flows: { clientCredentials: flow } } },
});
const answers = (...statuses: string[]): Parts => ({
  operation: {
    responses: Object.fromEntries(
      statuses.map((status) => [status, { content: { 'application/json': { schema: cat } } }]),
    ),
  },
});
const at = (...urls: string[]): Parts => ({ root: { servers: urls.map((url) => ({ url })) } });
const variable = (name: string): Json => ({ name, in: 'path', required: true, schema: text });
const called = (schema: Json): Json => ({
  callbacks: { a: { '{$url}': { post: { requestBody: { content: { 'a/b': { schema } } } } } } },
});
const list = { type: 'array', maxItems: 1 };
const pair = { type: 'array', prefixItems: [text, number] };
const anyX = { additionalProperties: false, patternProperties: { '^x': text } };
const bearer = { type: 'http', scheme: 'bearer' };
const secured = (name: string): Json => ({ security: [{ [name]: ['r'] }] });

test.each<[string, Parts, Parts]>([
  [
    'a minimum that was exclusive and accepts more now',
    { request: { ...number, exclusiveMinimum: 0 } },
    { request: { ...number, minimum: 0 } },
  ],
  [
    'a maximum that was inclusive and returns less now',
    { response: { ...number, maximum: 9 } },
    { response: { ...number, exclusiveMaximum: 9 } },
  ],
  [
    'the same bound of an integer, written otherwise',
    {
      request: { type: 'integer', exclusiveMinimum: 0 },
      response: { type: 'integer', minimum: 1 },
    },
    {
      request: { type: 'integer', minimum: 1 },
      response: { type: 'integer', exclusiveMinimum: 0 },
    },
  ],
  [
    'int32 that becomes int64 in a request',
    { request: { type: 'integer', format: 'int32' } },
    { request: { type: 'integer', format: 'int64' } },
  ],
  [
    'a pattern that every string matches now',
    { request: { ...text, pattern: '^a+$' } },
    { request: { ...text, pattern: '.*' } },
  ],
  [
    'a pattern that every line matches now',
    { request: { ...text, pattern: '^a+$' } },
    { request: { ...text, pattern: '^.*$' } },
  ],
  [
    'a list of values that all keep a limit',
    { request: { enum: ['a', 'bc'] } },
    { request: { ...text, minLength: 1 } },
  ],
  [
    'alternatives that another one takes in',
    {
      request: {
        anyOf: [
          { ...text, maxLength: 3 },
          { ...text, maxLength: 5 },
        ],
      },
    },
    { request: { ...text, maxLength: 9 } },
  ],
  [
    'an alternative more of a discriminated union in a request',
    { request: { oneOf: [cat] } },
    { request: { oneOf: [cat, dog] } },
  ],
  [
    'an alternative more of a oneOf that refuses no more than the others did',
    { request: { oneOf: [object({ a: text }), object({ a: text, b: number })] } },
    {
      request: {
        oneOf: [object({ a: text }), object({ a: text, b: number }), object({ a: text })],
      },
    },
  ],
  [
    'a value that must not be, and could not be anyway',
    { request: { const: 'x' }, response: { ...text, not: { enum: [1, null] } } },
    { request: { ...text, not: { const: 'y' } }, response: text },
  ],
  [
    'a further alternative of a oneOf, apart from the others by its format, bounds or length',
    {
      request: object({
        a: {
          oneOf: [
            { ...text, format: 'date' },
            { ...text, format: 'date-time' },
          ],
        },
        b: { oneOf: [{ ...number, maximum: 1 }] },
        c: { oneOf: [{ ...text, maxLength: 1 }] },
      }),
    },
    {
      request: object({
        a: {
          oneOf: ['date', 'date-time', 'uuid'].map((format) => ({ ...text, format })),
        },
        b: {
          oneOf: [
            { ...number, maximum: 1 },
            { ...number, exclusiveMinimum: 1 },
          ],
        },
        c: {
          oneOf: [
            { ...text, maxLength: 1 },
            { ...text, minLength: 2 },
          ],
        },
      }),
    },
  ],
  [
    'the type of listed integers, which is told now',
    { request: { enum: [1, 2] }, response: { type: 'integer', const: 1 } },
    { request: { type: 'integer', enum: [1, 2] }, response: { const: 1 } },
  ],
  [
    'readOnly properties of a request that are required, removed or narrowed',
    { request: object({ a: { ...text, readOnly: true }, b: { ...text, readOnly: true } }) },
    {
      request: object({ a: { ...text, readOnly: true, maxLength: 1 } }, { required: ['a'] }),
    },
  ],
  [
    'writeOnly properties of a response that are optional, removed or widened',
    {
      response: object(
        { a: { enum: ['x'], writeOnly: true }, b: { ...text, writeOnly: true } },
        { required: ['a', 'b'] },
      ),
    },
    { response: object({ a: { enum: ['x', 'y'], writeOnly: true } }) },
  ],
  [
    'the default of a required property and of a required parameter',
    {
      request: object({ a: { ...text, default: 'x' } }, { required: ['a'] }),
      operation: {
        parameters: [{ name: 'q', in: 'query', required: true, schema: { ...text, default: 'x' } }],
      },
    },
    {
      request: object({ a: { ...text, default: 'y' } }, { required: ['a'] }),
      operation: {
        parameters: [{ name: 'q', in: 'query', required: true, schema: { ...text, default: 'y' } }],
      },
    },
  ],
  [
    'the name of a variable in the path',
    { path: '/x/{id}', operation: { parameters: [variable('id')] } },
    { path: '/x/{key}', operation: { parameters: [variable('key')] } },
  ],
  [
    'two operations of one operationId',
    { more: { '/y': { post: { operationId: 'x', deprecated: true, responses: {} } } } },
    { more: { '/y': { post: { operationId: 'x', deprecated: true, responses: {} } } } },
  ],
  [
    'the text of a scope, a further scope offered, a described scheme',
    { schemes: { A: oauth({ r: 'read' }) }, operation: secured('A') },
    {
      schemes: { A: oauth({ r: 'Read things', w: 'write' }, { description: 'b' }) },
      operation: secured('A'),
    },
  ],
  [
    'a scheme that is only renamed, and its case',
    { schemes: { A: bearer }, operation: secured('A') },
    { schemes: { B: { type: 'http', scheme: 'Bearer' } }, operation: secured('B') },
  ],
  [
    'a further address of a flow',
    login({ tokenUrl: 'https://t.example', scopes: {} }),
    login({ tokenUrl: 'https://t.example', scopes: {}, refreshUrl: 'https://r.example' }),
  ],
  ['a range of the success that was documented', answers('200'), answers('2XX')],
  ['one success of the range that was documented', answers('2XX'), answers('200', '202')],
  [
    'the case of a host, a default port, and no server at all',
    at('https://API.example:443/v1'),
    at('https://api.example/v1/'),
  ],
  ['the server that a document without servers has', at(), at('/')],
  [
    'the default dialect',
    {},
    { root: { jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base' } },
  ],
  [
    'a hint that a text is a password',
    { request: text },
    { request: { ...text, format: 'password' } },
  ],
  [
    'base64 as 3.0 and as 3.1 call it',
    { request: { ...text, format: 'byte' }, response: { ...text, contentEncoding: 'base64' } },
    { request: { ...text, contentEncoding: 'base64' }, response: { ...text, format: 'byte' } },
  ],
  [
    'the character set that JSON has anyway',
    {},
    {
      operation: {
        requestBody: { content: { 'Application/JSON; charset="UTF-8"': { schema: {} } } },
      },
    },
  ],
  [
    'bytes as 3.0 and as 3.1 call them',
    { request: { ...text, format: 'binary' } },
    { request: { ...text, contentMediaType: 'application/octet-stream' } },
  ],
  [
    'different items in a list of one',
    { request: list, response: { ...list, uniqueItems: true } },
    { request: { ...list, uniqueItems: true }, response: list },
  ],
  [
    'as many properties as there may be anyway',
    { request: object({ a: text }, { additionalProperties: false }) },
    { request: object({ a: text }, { additionalProperties: false, maxProperties: 1 }) },
  ],
  [
    'a tuple that is closed by its length',
    { request: { ...pair, items: false }, response: { ...pair, maxItems: 2 } },
    { request: { ...pair, maxItems: 2 }, response: { ...pair, items: false } },
  ],
  [
    'a tuple, closed by its length, that gets a place',
    { request: { type: 'array', prefixItems: [text], maxItems: 1 } },
    { request: { ...pair, maxItems: 2 } },
  ],
  [
    'a schema of a callback that is a component now',
    { operation: called(text) },
    { operation: called({ $ref: '#/x-a', description: 'b' }), root: { 'x-a': text } },
  ],
  [
    'a media range that takes the media type in',
    {},
    { operation: { requestBody: { content: { 'application/*': { schema: {} } } } } },
  ],
])('%s is not breaking', (_name, before, after) => {
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).not.toBe('breaking');
});

test('a scheme that exists beside another is not the other, though it works alike', () => {
  const schemes = { A: bearer, B: bearer };
  const [before, after] = ['A', 'B'].map((name) =>
    documentWith({ schemes, operation: secured(name) }),
  );
  expect(worst(compareDocuments(before ?? '', after ?? ''))).toBe('breaking');
});

test.each<[string, Parts, Parts]>([
  [
    'another address of a flow',
    login({ tokenUrl: 'https://t.example', scopes: {}, refreshUrl: 'https://r.example' }),
    login({ tokenUrl: 'https://t.example', scopes: {}, refreshUrl: 'https://s.example' }),
  ],
  [
    'a range with another body',
    answers('200'),
    { operation: { responses: { '2XX': { content: { 'application/json': { schema: dog } } } } } },
  ],
  ['a success instead of another', answers('200'), answers('201')],
  [
    'different items in a list that may be longer',
    { request: { ...list, maxItems: 2 } },
    { request: { ...list, maxItems: 2, uniqueItems: true } },
  ],
  [
    'fewer properties than there may be',
    { request: object({ a: text, b: text }, { additionalProperties: false }) },
    { request: object({ a: text, b: text }, { additionalProperties: false, maxProperties: 1 }) },
  ],
  [
    'fewer properties than patterns allow',
    { request: { type: 'object', ...anyX } },
    { request: { type: 'object', ...anyX, maxProperties: 1 } },
  ],
  [
    'a shorter tuple',
    { request: { ...pair, items: false } },
    { request: { ...pair, maxItems: 1 } },
  ],
  [
    'a place of a tuple that may be longer',
    { request: { type: 'array', prefixItems: [text], maxItems: 2 } },
    { request: { ...pair, maxItems: 2 } },
  ],
])('%s is breaking', (_name, before, after) => {
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).toBe('breaking');
});

test('a number that becomes an integer keeps its bound', () => {
  const [before, after] = ['number', 'integer'].map((type) =>
    documentWith({ request: { type, exclusiveMinimum: 2 } }),
  );
  expect(compareDocuments(before ?? '', after ?? '').map(({ meaning }) => meaning)).toEqual([
    '`x request` must be an integer now.',
  ]);
});
