import { describe, expect, test } from 'vitest';
import { checkBump, compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';
import type { Change, Impact } from '../../../scripts/openapi-diff/index.js';

type Json = Record<string, unknown>;

/** A schema on both ways, or on one: what it says before and after. */
interface Case {
  readonly before: Json;
  readonly after: Json;
  readonly request: Impact;
  readonly response: Impact;
}

/** A document whose one operation sends and returns `{ value }`. */
function documentWith(parts: { request?: Json; response?: Json; openapi?: string; more?: Json }) {
  const body = (value: Json = { type: 'string' }): Json => ({
    content: {
      'application/json': {
        schema: { type: 'object', required: ['value'], properties: { value } },
      },
    },
  });
  const operation = {
    operationId: 'inviteUser',
    requestBody: { required: true, ...body(parts.request) },
    responses: { 200: { description: 'ok', ...body(parts.response) } },
  };
  return {
    openapi: parts.openapi ?? '3.1.0',
    info: { title: 'test', version: '1' },
    servers: [{ url: 'https://api.example/v1' }],
    paths: { '/invites': { post: operation } },
    ...parts.more,
  };
}

const names = { inviteUser: { request: 'InviteRequest', response: 'Invite' } };

function compare(before: unknown, after: unknown): Change[] {
  return compareDocuments(JSON.stringify(before), JSON.stringify(after), names);
}

function levelOf(before: unknown, after: unknown): Impact {
  return worst(compare(before, after));
}

const same = (before: Json, after: Json): Case => ({
  before,
  after,
  request: 'none',
  response: 'none',
});
const narrowed = (before: Json, after: Json): Case => ({
  before,
  after,
  request: 'breaking',
  response: 'addition',
});
const widened = (before: Json, after: Json): Case => ({
  before,
  after,
  request: 'addition',
  response: 'breaking',
});
const changed = (before: Json, after: Json): Case => ({
  before,
  after,
  request: 'breaking',
  response: 'breaking',
});

const string = { type: 'string' };
const number = { type: 'number' };
const object = (properties: Json, rest: Json = {}): Json => ({
  type: 'object',
  properties,
  ...rest,
});
const cat = object({ kind: { const: 'cat' }, lives: number }, { required: ['kind'] });
const dog = object({ kind: { const: 'dog' }, breed: string }, { required: ['kind'] });

const cases: Record<string, Case> = {
  'a type as a list of one': same(string, { type: ['string'] }),
  'null in anyOf or in the list of types': same(
    { type: ['string', 'null'] },
    { anyOf: [string, { type: 'null' }] },
  ),
  'null in oneOf': same(
    { type: ['object', 'null'] },
    { oneOf: [{ type: 'object' }, { type: 'null' }] },
  ),
  'const or an enum of one': same({ type: 'string', enum: ['a'] }, { const: 'a' }),
  'the order of an enum': same({ enum: ['a', 'b'] }, { enum: ['b', 'a'] }),
  'one enum or several in anyOf': same(
    { enum: ['a', 'b'] },
    { anyOf: [{ const: 'a' }, { const: 'b' }] },
  ),
  'an open enum is a string': same(string, { anyOf: [string, { enum: ['a', 'b'] }] }),
  'the order of alternatives': same({ oneOf: [cat, dog] }, { oneOf: [dog, cat] }),
  'oneOf or anyOf': same({ oneOf: [cat, dog] }, { anyOf: [cat, dog] }),
  'allOf around one schema': same(cat, { allOf: [cat] }),
  'allOf that divides an object': same(object({ a: string, b: string }, { required: ['a'] }), {
    allOf: [object({ a: string }, { required: ['a'] }), object({ b: string })],
  }),
  'an unnamed type that the keywords tell': same(object({ a: string }), {
    properties: { a: string },
  }),
  'a schema that takes anything': same(object({ a: {} }), object({ a: true })),
  'additionalProperties: true': same(object({}), object({}, { additionalProperties: true })),
  'uniqueItems: false': same({ type: 'array' }, { type: 'array', uniqueItems: false }),
  'a least length of 0': same(string, { type: 'string', minLength: 0 }),
  'both values of a boolean': same({ type: 'boolean' }, { type: 'boolean', enum: [true, false] }),
  'a keyword of another type': same(string, { type: 'string', minimum: 3 }),
  'an extension': same(string, { type: 'string', 'x-order': 3 }),

  'null comes': widened(string, { type: ['string', 'null'] }),
  'null comes by anyOf': widened(string, { anyOf: [string, { type: 'null' }] }),
  'null goes': narrowed({ type: ['string', 'null'] }, string),
  'a value comes': widened({ enum: ['a'] }, { enum: ['a', 'b'] }),
  'a value goes': narrowed({ enum: ['a', 'b'] }, { enum: ['a'] }),
  'const becomes another': changed({ const: 'a' }, { const: 'b' }),
  'an enum comes': narrowed(string, { type: 'string', enum: ['a'] }),
  'an enum goes': widened({ type: 'string', enum: ['a'] }, string),
  'integer becomes number': widened({ type: 'integer' }, number),
  'number becomes integer': narrowed(number, { type: 'integer' }),
  'the type becomes another': changed(string, number),
  'a type becomes a list': changed(string, { type: 'array', items: string }),
  'a second type comes': widened(string, { type: ['string', 'number'] }),
  'anything becomes a string': narrowed({}, string),
  'a string becomes anything': widened(string, {}),

  'a least length comes': narrowed(string, { type: 'string', minLength: 1 }),
  'a least length grows': narrowed(
    { type: 'string', minLength: 1 },
    { type: 'string', minLength: 2 },
  ),
  'a greatest length grows': widened(
    { type: 'string', maxLength: 1 },
    { type: 'string', maxLength: 2 },
  ),
  'a greatest length goes': widened({ type: 'string', maxLength: 1 }, string),
  'a pattern comes': narrowed(string, { type: 'string', pattern: 'a' }),
  'a pattern changes': changed({ type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' }),
  'a format comes': narrowed(string, { type: 'string', format: 'email' }),
  'a minimum grows': narrowed({ type: 'number', minimum: 1 }, { type: 'number', minimum: 2 }),
  'an exclusive minimum comes': narrowed(number, { type: 'number', exclusiveMinimum: 2 }),
  'a maximum grows': widened({ type: 'number', maximum: 1 }, { type: 'number', maximum: 2 }),
  'multipleOf is divided': widened(
    { type: 'number', multipleOf: 10 },
    { type: 'number', multipleOf: 5 },
  ),
  'multipleOf is multiplied': narrowed(
    { type: 'number', multipleOf: 5 },
    { type: 'number', multipleOf: 10 },
  ),
  'a limit within allOf': narrowed(string, { allOf: [string, { minLength: 4 }] }),
  'fewer items': narrowed({ type: 'array', maxItems: 9 }, { type: 'array', maxItems: 3 }),
  'unique items': narrowed({ type: 'array' }, { type: 'array', uniqueItems: true }),
  'at least one property': narrowed({ type: 'object' }, { type: 'object', minProperties: 1 }),

  'items become another': changed(
    { type: 'array', items: string },
    { type: 'array', items: number },
  ),
  'items are described': narrowed({ type: 'array' }, { type: 'array', items: string }),
  'a place of a tuple becomes another': changed(
    { type: 'array', prefixItems: [string, string] },
    { type: 'array', prefixItems: [string, number] },
  ),
  'a place of a tuple comes': narrowed(
    { type: 'array', prefixItems: [string] },
    { type: 'array', prefixItems: [string, number] },
  ),
  'contains comes': narrowed({ type: 'array' }, { type: 'array', contains: string }),
  'one match of contains is asked for anyway': same(
    { type: 'array', contains: string },
    { type: 'array', contains: string, minContains: 1 },
  ),
  'numbers of matches of no contains': same({ type: 'array', minContains: 2 }, { type: 'array' }),
  'contains asks for one match, where none was needed': narrowed(
    { type: 'array', contains: string, minContains: 0, maxContains: 2 },
    { type: 'array', contains: string, maxContains: 2 },
  ),
  'other properties are closed': narrowed(object({}), object({}, { additionalProperties: false })),
  'other properties open': widened(object({}, { additionalProperties: false }), object({})),
  'other properties become another': changed(
    { type: 'object', additionalProperties: string },
    { type: 'object', additionalProperties: number },
  ),
  'properties by pattern become another': changed(
    { type: 'object', patternProperties: { '^x': string } },
    { type: 'object', patternProperties: { '^x': number } },
  ),
  'properties by pattern come, where none were allowed': widened(
    { type: 'object', additionalProperties: false },
    { type: 'object', additionalProperties: false, patternProperties: { '^x': string } },
  ),
  'properties by pattern come, where nothing was said of others': narrowed(
    object({ a: string }),
    object({ a: string }, { patternProperties: { '^x': string } }),
  ),
  'properties by pattern go, where nothing is said of others': changed(
    object({ a: string }, { patternProperties: { '^x': string } }),
    object({ a: string }),
  ),
  'properties by pattern go, and others must be numbers': changed(
    { type: 'object', additionalProperties: number, patternProperties: { '^x': string } },
    { type: 'object', additionalProperties: number },
  ),
  'unevaluated properties are closed': narrowed(
    object({}),
    object({}, { unevaluatedProperties: false }),
  ),
  'names of properties are limited': narrowed(
    object({}),
    object({}, { propertyNames: { maxLength: 3 } }),
  ),

  'an optional property comes': {
    before: object({ b: string }),
    after: object({ a: string, b: string }),
    request: 'addition',
    response: 'addition',
  },
  'a free-form object gets a first property': {
    before: object({}),
    after: object({ a: string }),
    request: 'breaking',
    response: 'addition',
  },
  'a required property comes': {
    before: object({}),
    after: object({ a: string }, { required: ['a'] }),
    request: 'breaking',
    response: 'addition',
  },
  'a property goes': changed(object({ a: string, b: string }), object({ b: string })),
  'all descriptions go, and one name stays required': changed(
    object({ a: string, b: string }, { required: ['b'] }),
    { type: 'object', required: ['b'] },
  ),
  'a property comes beside one that is only required': {
    before: { type: 'object', required: ['a'] },
    after: object({ b: string }, { required: ['a'] }),
    request: 'addition',
    response: 'addition',
  },
  'a property that is only required is required no more': changed(
    object({ a: string }, { required: ['b'] }),
    object({ a: string }),
  ),
  'a required property falls under the schema of additional ones': changed(
    object({ a: number }, { required: ['a'], additionalProperties: string }),
    { type: 'object', required: ['a'], additionalProperties: string },
  ),
  'a property may have no value any more': changed(
    object({ a: string, b: string }),
    object({ a: { allOf: [string, number] }, b: string }),
  ),
  'a property that could have no value gets one': widened(
    object({ a: false, b: string }),
    object({ a: number, b: string }),
  ),
  'a property is renamed': changed(object({ a: string }), object({ b: string })),
  'a property becomes required': narrowed(
    object({ a: string }),
    object({ a: string }, { required: ['a'] }),
  ),
  'a property becomes optional': widened(
    object({ a: string }, { required: ['a'] }),
    object({ a: string }),
  ),
  'a property becomes required by allOf': narrowed(object({ a: string }), {
    allOf: [object({ a: string }), { required: ['a'] }],
  }),
  'a nested property becomes another': changed(
    object({ a: object({ b: string }) }),
    object({ a: object({ b: number }) }),
  ),
  'an alternative comes': widened({ oneOf: [cat] }, { oneOf: [cat, dog] }),
  'an alternative goes': narrowed({ oneOf: [cat, dog] }, { oneOf: [dog] }),
  'an alternative changes': changed(
    { oneOf: [cat, dog] },
    { oneOf: [cat, object({ kind: { const: 'dog' }, breed: number }, { required: ['kind'] })] },
  ),
  'another property tells alternatives apart': changed(
    { oneOf: [cat, dog], discriminator: { propertyName: 'kind' } },
    { oneOf: [cat, dog], discriminator: { propertyName: 'type' } },
  ),
  'a discriminator comes': same(
    { oneOf: [cat, dog] },
    { oneOf: [cat, dog], discriminator: { propertyName: 'kind' } },
  ),
  'what must not be comes': narrowed(string, { type: 'string', not: { const: 'a' } }),
  'a condition comes': narrowed(
    object({}),
    object({}, { if: { required: ['a'] }, then: { required: ['b'] } }),
  ),
  'a condition without consequence': same(
    object({ a: string }, { if: { required: ['a'] }, then: {} }),
    object({ a: string }, { if: { required: ['b'] } }),
  ),
  'a condition that fewer values meet': widened(
    object({ a: string, b: string }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    object({ a: string, b: string }, { if: { required: ['a', 'c'] }, then: { required: ['b'] } }),
  ),
  'a condition that fewer values meet, with a consequence that describes more': changed(
    object({ a: string }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    object({ a: string }, { if: { required: ['a', 'c'] }, then: { required: ['b'] } }),
  ),
  'an alternative that had no value': widened(
    object({ a: { allOf: [string, number] } }, { required: ['a'] }),
    object({ a: string }, { required: ['a'] }),
  ),
  'a consequence that holds anyway': same(
    object({ a: string }, { required: ['a'], if: { required: ['b'] }, then: { required: ['a'] } }),
    object({ a: string }, { required: ['a'] }),
  ),
  'the other consequence, which holds anyway': same(
    object({ a: string }, { required: ['a'], if: { required: ['b'] }, else: { required: ['a'] } }),
    object({ a: string }, { required: ['a'] }),
  ),
  'a consequence that holds always now': narrowed(
    object({ a: string, b: string }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    object({ a: string, b: string }, { required: ['b'] }),
  ),
  'an alternative describes what another one describes in another way': {
    before: { anyOf: [object({ a: string }), object({ b: number })] },
    after: { anyOf: [object({ a: string, b: string }), object({ b: number })] },
    request: 'breaking',
    response: 'addition',
  },
  'a consequence requires one property less': widened(
    object({ a: string, b: string }, { if: { required: ['b'] }, then: { required: ['a', 'b'] } }),
    object({ a: string, b: string }, { if: { required: ['b'] }, then: { required: ['b'] } }),
  ),
  'a dependent schema requires one property less': widened(
    object({ a: string, b: string }, { dependentSchemas: { c: { required: ['a', 'b'] } } }),
    object({ a: string, b: string }, { dependentSchemas: { c: { required: ['b'] } } }),
  ),
  'a dependent property that nothing else describes goes': {
    before: object({ a: string }, { dependentRequired: { a: ['b', 'c'] } }),
    after: object({ a: string }, { dependentRequired: { a: ['b'] } }),
    request: 'breaking',
    response: 'breaking',
  },
  'dependent properties, in both spellings': same(
    object({ a: string, b: string }, { dependentRequired: { a: ['b'] } }),
    object({ a: string, b: string }, { dependentSchemas: { a: { required: ['b'] } } }),
  ),
  'nothing depends on a property': same(
    object({}),
    object({}, { dependentRequired: { a: [] }, dependentSchemas: { a: {} } }),
  ),
  'a tuple that is closed, in both spellings': same(
    { type: 'array', prefixItems: [string], items: false },
    { type: 'array', prefixItems: [string], unevaluatedItems: false },
  ),
  'as many properties as are required anyway': same(
    object({ a: string }, { required: ['a'] }),
    object({ a: string }, { required: ['a'], minProperties: 1 }),
  ),
  'names are texts': same(
    { type: 'object', additionalProperties: string },
    { type: 'object', additionalProperties: string, propertyNames: string },
  ),
  'a schema names the dialect that it has anyway': same(string, {
    ...string,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
  }),
  'dependent properties come': narrowed(
    object({}),
    object({}, { dependentRequired: { a: ['b'] } }),
  ),

  'the default of an optional property becomes another': {
    before: object({ a: { type: 'string', default: 'a' } }),
    after: object({ a: { type: 'string', default: 'b' } }),
    request: 'breaking',
    response: 'documentation',
  },
  'the default of a part of a property becomes another': {
    before: object({ a: { allOf: [{ type: 'string', default: 'a' }] } }),
    after: object({ a: { allOf: [{ type: 'string', default: 'b' }] } }),
    request: 'breaking',
    response: 'documentation',
  },
  'what must not be is described by one more property': {
    before: object({ a: string, b: string }, { not: { type: 'object', required: ['a'] } }),
    after: object(
      { a: string, b: string },
      { not: { type: 'object', required: ['a'], properties: { b: { const: 'x' } } } },
    ),
    request: 'addition',
    response: 'breaking',
  },
  'what must not be is described by one property less': {
    before: object(
      { a: string, b: string },
      { not: { type: 'object', required: ['a'], properties: { b: { const: 'x' } } } },
    ),
    after: object({ a: string, b: string }, { not: { type: 'object', required: ['a'] } }),
    request: 'breaking',
    response: 'breaking',
  },
  'a property becomes readOnly': {
    before: string,
    after: { type: 'string', readOnly: true },
    request: 'breaking',
    response: 'none',
  },
  'a property becomes writeOnly': {
    before: string,
    after: { type: 'string', writeOnly: true },
    request: 'none',
    response: 'breaking',
  },
  'other words': {
    before: string,
    after: { type: 'string', description: 'a text' },
    request: 'documentation',
    response: 'documentation',
  },
};

describe.each(Object.entries(cases))('%s', (_name, { before, after, ...expected }) => {
  test('in a request', () => {
    expect(levelOf(documentWith({ request: before }), documentWith({ request: after }))).toBe(
      expected.request,
    );
  });
  test('in a response', () => {
    expect(levelOf(documentWith({ response: before }), documentWith({ response: after }))).toBe(
      expected.response,
    );
  });
});

describe('documents of both dialects', () => {
  const old = (request: Json) => documentWith({ request, openapi: '3.0.3' });
  test.each<[string, Json, Json]>([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable with values',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'an exclusive minimum',
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
    ],
    ['a list of one value', { type: 'string', enum: ['a'] }, { const: 'a' }],
  ])('%s is the same in 3.0 and 3.1', (_name, before, after) => {
    expect(levelOf(old(before), documentWith({ request: after }))).toBe('none');
    expect(levelOf(documentWith({ request: after }), old(before))).toBe('none');
  });
});

describe('references', () => {
  const ref = { $ref: '#/components/schemas/Node' };
  const node = (leaf: Json) => ({
    components: {
      schemas: { Node: object({ leaf, next: ref, all: { type: 'array', items: ref } }) },
    },
  });

  test('a schema that holds itself is compared once', () => {
    const before = documentWith({ response: ref, more: node(string) });
    expect(levelOf(before, documentWith({ response: ref, more: node(string) }))).toBe('none');
    const after = documentWith({ response: ref, more: node(number) });
    expect(compare(before, after)).toMatchObject([
      {
        pointer: '#/components/schemas/Node/properties/leaf',
        direction: 'response',
        level: 'breaking',
        types: ['Invite.value.leaf: string became number; code that uses it stops compiling'],
      },
    ]);
  });

  test('a schema that is written where it was referred to is the same', () => {
    const more = { components: { schemas: { Node: cat } } };
    expect(levelOf(documentWith({ response: ref, more }), documentWith({ response: cat }))).toBe(
      'none',
    );
  });

  test('local definitions ($defs) are followed', () => {
    const schema = (leaf: Json) => ({
      $ref: '#/components/schemas/Outer/$defs/Inner',
      more: { components: { schemas: { Outer: { $defs: { Inner: leaf } } } } },
    });
    const build = ({ more, ...response }: ReturnType<typeof schema>) =>
      documentWith({ response, more });
    expect(levelOf(build(schema(string)), build(schema(number)))).toBe('breaking');
    expect(levelOf(build(schema(string)), build(schema(string)))).toBe('none');
  });

  test('what stands beside a reference counts in 3.1', () => {
    const more = { components: { schemas: { Node: string } } };
    const beside = { ...ref, minLength: 3 };
    const [before, after] = [ref, beside].map((request) => documentWith({ request, more }));
    expect(levelOf(before, after)).toBe('breaking');
  });

  test('a component that no operation reaches does not count', () => {
    const more = (leaf: Json) => ({ components: { schemas: { Other: leaf } } });
    expect(
      levelOf(documentWith({ more: more(string) }), documentWith({ more: more(number) })),
    ).toBe('none');
  });
});

describe('around the bodies', () => {
  type Edit = (operation: Json, document: Json) => void;
  const parameter = (rest: Json): Json => ({ name: 'dry', in: 'query', schema: string, ...rest });
  const base: Edit = (operation, document) => {
    operation['parameters'] = [parameter({}), { name: 'X-Team', in: 'header', schema: string }];
    operation['security'] = [{ Key: [] }, { Login: ['read', 'write'] }];
    document['components'] = {
      securitySchemes: {
        Key: { type: 'http', scheme: 'bearer' },
        Login: { type: 'oauth2', flows: {} },
      },
    };
  };
  const build = (...edits: Edit[]): unknown => {
    const made = documentWith({});
    const document: Json = structuredClone(made);
    const operation: Json = structuredClone(made.paths['/invites'].post);
    document['paths'] = { '/invites': { post: operation } };
    for (const edit of [base, ...edits]) edit(operation, document);
    return document;
  };
  const set =
    (key: string, value: unknown): Edit =>
    (operation) =>
      void (operation[key] = value);
  const root =
    (key: string, value: unknown): Edit =>
    (_, document) =>
      void (document[key] = value);
  const parameters = (...list: Json[]): Edit => set('parameters', list);
  const team = { name: 'x-team', in: 'header', schema: string };
  const response =
    (answer: Json): Edit =>
    (operation) => {
      const known = operation['responses'];
      operation['responses'] = { ...(typeof known === 'object' ? known : {}), ...answer };
    };
  const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });

  test.each<[string, Edit, Impact]>([
    ['nothing but the case of a header', parameters(parameter({}), team), 'none'],
    [
      'the defaults of a parameter written out',
      parameters(parameter({ style: 'form', explode: true }), team),
      'none',
    ],
    ['a parameter goes', parameters(team), 'breaking'],
    ['a parameter becomes required', parameters(parameter({ required: true }), team), 'breaking'],
    [
      'a parameter takes less',
      parameters(parameter({ schema: { enum: ['1'] } }), team),
      'breaking',
    ],
    [
      'a parameter is written in another way',
      parameters(parameter({ explode: false }), team),
      'breaking',
    ],
    [
      'an optional parameter comes',
      parameters(parameter({}), team, parameter({ name: 'more' })),
      'addition',
    ],
    [
      'a required parameter comes',
      parameters(parameter({}), team, parameter({ name: 'more', required: true })),
      'breaking',
    ],
    ['a way to authenticate goes', set('security', [{ Key: [] }]), 'breaking'],
    [
      'a scope more is asked for',
      set('security', [{ Key: [] }, { Login: ['read', 'write', 'all'] }]),
      'breaking',
    ],
    ['a scope less is asked for', set('security', [{ Key: [] }, { Login: ['read'] }]), 'addition'],
    ['two schemes at once', set('security', [{ Key: [], Login: [] }]), 'breaking'],
    ['no key is needed', set('security', []), 'addition'],
    ['the security of all operations', root('security', [{ Other: [] }]), 'none'],
    ['another server', root('servers', [{ url: 'https://api.example/v2' }]), 'breaking'],
    ['the server with a slash', root('servers', [{ url: 'https://api.example/v1/' }]), 'none'],
    [
      'a server more',
      root('servers', [{ url: 'https://api.example/v1' }, { url: 'https://eu.example' }]),
      'addition',
    ],
    [
      'the server with variables',
      root('servers', [
        { url: 'https://{host}/v1', variables: { host: { default: 'api.example' } } },
      ]),
      'none',
    ],
    [
      'a server for the operation alone',
      set('servers', [{ url: 'https://other.example' }]),
      'breaking',
    ],
    ['no request body', set('requestBody', undefined), 'breaking'],
    ['the operation is deprecated', set('deprecated', true), 'documentation'],
    ['the operation has another name', set('operationId', 'invite'), 'documentation'],
    ['a tag', set('tags', ['x']), 'none'],
    ['a callback comes', set('callbacks', { done: {} }), 'addition'],
    ['an error is described', response({ 404: { description: 'no' } }), 'addition'],
    [
      'another success of the same form',
      response({ 201: { $ref: '#/paths/~1invites/post/responses/200' } }),
      'addition',
    ],
    [
      'another success of another form',
      response({ 202: { description: 'later', ...json(string) } }),
      'breaking',
    ],
    ['another success without a body', response({ 204: { description: 'none' } }), 'breaking'],
    ['success without a body', response({ 200: { description: 'ok' } }), 'breaking'],
    ['one more media type', response({ 200: { description: 'ok', content: {} } }), 'breaking'],
    ['info', root('info', { title: 'other', version: '2' }), 'none'],
  ])('%s: %s', (_name, edit, level) => {
    expect(levelOf(build(), build(edit))).toBe(level);
  });

  test('another success has to fit one that is known, whatever was compared before', () => {
    const content = (name: string): Json => json({ $ref: `#/components/schemas/${name}` });
    const schemas = { A: object({ a: string }), B: object({ a: number }) };
    const [before, after] = [{}, { 202: { description: 'later', ...content('B') } }].map((more) =>
      build(
        response({ 200: content('A'), 201: content('A'), ...more }),
        root('components', { schemas }),
      ),
    );
    expect(levelOf(before, after)).toBe('breaking');
  });

  test('names that every object inherits are names like any other', () => {
    const document = (schema: Json): unknown => ({
      ...{ openapi: '3.1.0', info: {} },
      paths: {
        '/x': { post: { operationId: 'constructor', requestBody: json(schema), responses: {} } },
      },
    });
    const format = (name: string): Json => ({ type: 'string', format: name });
    const [change] = compare(document(format('constructor')), document(format('date')));
    expect(change?.meaning).toContain('`constructor request` must be sent with `format` date');
  });

  test('media types ignore case and spaces', () => {
    const spelled = (type: string) =>
      build(response({ 200: { description: 'ok', content: { [type]: { schema: string } } } }));
    expect(
      levelOf(
        spelled('application/json; charset=utf-8'),
        spelled('Application/JSON;charset=utf-8'),
      ),
    ).toBe('none');
  });

  test('a header of an answer that goes breaks who reads it', () => {
    const header = (headers: Json) => build(response({ 200: { description: 'ok', headers } }));
    const limit = { 'X-Limit': { schema: string } };
    expect(levelOf(header(limit), header({}))).toBe('breaking');
    expect(levelOf(header({}), header(limit))).toBe('addition');
    expect(levelOf(header(limit), header({ 'x-limit': { schema: string } }))).toBe('none');
  });

  test('an operation more is an addition', () => {
    const more: Edit = (operation, document) => {
      document['paths'] = {
        '/invites': { post: operation, get: { operationId: 'list', responses: {} } },
      };
    };
    expect(levelOf(build(), build(more))).toBe('addition');
    expect(levelOf(build(more), build())).toBe('breaking');
  });
});

test('a change is told by its place, its direction and what it means', () => {
  const before = documentWith({
    request: object({ team: string }),
    response: object({ invited_at: number }),
  });
  const after = documentWith({
    request: object({ team: string, why: string }, { required: ['why'] }),
    response: object({}),
  });
  const schema = 'content/application~1json/schema/properties/value/properties';
  expect(compare(before, after)).toEqual([
    {
      pointer: `#/paths/~1invites/post/requestBody/${schema}/why`,
      side: 'head',
      direction: 'request',
      level: 'breaking',
      meaning: 'Callers must send `InviteRequest.value.why` now.',
      types: ['InviteRequest.value.why: new and required; calls without it stop compiling'],
    },
    {
      pointer: `#/paths/~1invites/post/responses/200/${schema}/invited_at`,
      side: 'base',
      direction: 'response',
      level: 'breaking',
      meaning: '`Invite.value.invited_at` is gone: code that reads it breaks.',
      types: ['Invite.value.invited_at: removed; code that reads it stops compiling'],
    },
  ]);
});

test('changes come gravest first, then by their places, then by what they mean', () => {
  const bounds = (minLength: number, maxLength: number, pattern: string) =>
    object({ a: { type: 'string', minLength, maxLength, pattern }, b: { pattern } });
  const changes = compare(
    documentWith({ response: bounds(1, 9, 'a') }),
    documentWith({ response: bounds(2, 8, 'b') }),
  );
  expect(changes.map(({ level, meaning }) => `${level}: ${meaning}`)).toEqual([
    expect.stringMatching(/^breaking: .*value\.a.*pattern/),
    expect.stringMatching(/^breaking: .*value\.b.*pattern/),
    expect.stringMatching(/^addition: .*value\.a.*maxLength/),
    expect.stringMatching(/^addition: .*value\.a.*minLength/),
  ]);
});

test.each([
  ['find', 'findAgain'],
  ['findAgain', 'find'],
])('what changes for %s and %s alike is told once, by the shortest name', (...ids) => {
  const parameters = [{ $ref: '#/components/parameters/Query' }];
  const build = (required: boolean) => ({
    openapi: '3.1.0',
    paths: Object.fromEntries(
      ids.map((id) => [`/${id}`, { get: { operationId: id, parameters, responses: {} } }]),
    ),
    components: { parameters: { Query: { name: 'q', in: 'query', required, schema: string } } },
  });
  const meanings = compare(build(false), build(true)).map(({ meaning }) => meaning);
  expect(meanings).toEqual(['Callers must send `find request (query parameter q)` now.']);
});

describe('the version', () => {
  const change = (level: Impact) =>
    ({ pointer: '#', side: 'head', direction: 'request', level, meaning: '', types: [] }) as const;
  test.each([
    ['breaking', '1.2.3', '1.2.4', 'major', true],
    ['breaking', '1.2.3', '1.3.0', 'major', true],
    ['breaking', '1.2.3', '2.0.0', 'major', false],
    ['breaking', '0.2.3', '0.2.4', 'minor', true],
    ['breaking', '0.2.3', '0.3.0', 'minor', false],
    ['breaking', '0.2.3', '1.0.0', 'minor', false],
    ['breaking', '1.2.3', '1.2.3', 'major', true],
    ['addition', '1.2.3', '1.2.3', 'minor', false],
    ['addition', '0.2.3', '0.2.3', 'patch', false],
    ['documentation', '1.2.3', '1.2.3', 'patch', false],
  ] as const)('%s from %s to %s', (level, base, head, requiredBump, breaksUnannounced) => {
    expect(checkBump([change(level)], base, head)).toMatchObject({
      requiredBump,
      breaksUnannounced,
    });
  });
});

test('a text that is no OpenAPI document is refused', () => {
  expect(() => compareDocuments('a: [', '{}')).toThrow(/base:1:\d+: not valid YAML/);
  expect(() => compareDocuments('openapi: 3.0.0', 'swagger: 2')).toThrow(
    'head:1: not an OpenAPI 3.0 or 3.1 document',
  );
});
