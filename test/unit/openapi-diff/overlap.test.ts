import { expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';

type Json = Record<string, unknown>;

function levelOf(side: 'request' | 'response', base: Json[], head: Json[]): string {
  const documentWith = (oneOf: Json[]): string => {
    const body = { content: { 'application/json': { schema: { oneOf } } } };
    const post = {
      operationId: 'x',
      ...(side === 'request' && { requestBody: body }),
      responses: { 200: { description: 'ok', ...(side === 'response' && body) } },
    };
    return JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/x': { post } } });
  };
  return worst(compareDocuments(documentWith(base), documentWith(head)));
}

/** An object of texts, by one letter each. */
const of = (names: string, required = ''): Json => {
  const properties = names.split('').map((name) => [name, { type: 'string' }]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required.split(''),
  };
};
const harmless = 'addition';
const breaking = 'breaking';

// Of two alternatives that fit, the checks take the one that documents more of what a value has.
test('a further alternative of a oneOf that needs what no request had overlaps with none', () => {
  expect(levelOf('request', [of('a', 'a')], [of('a', 'a'), of('z', 'z')])).toBe(harmless);
  expect(levelOf('request', [of('az', 'a')], [of('az', 'a'), of('zb', 'z')])).toBe(breaking);
});

test.each<[string, Json[]]>([
  ['needs a property more', [of('ac', 'c'), of('b')]],
  ['goes', [of('b')]],
])('a response breaks no caller when one of two overlapping alternatives %s', (_name, head) => {
  expect(levelOf('response', [of('a'), of('b')], head)).toBe(harmless);
});

test.each<[string, Json[], Json[], { request: string; response: string }]>([
  [
    'the same as the other one documents',
    [of('a'), of('ab')],
    [of('ab'), of('ab')],
    // A value with `a` was the second alternative, and is refused as either now.
    { request: breaking, response: harmless },
  ],
  [
    'another one than the larger one has',
    [of('a', 'a'), of('ab', 'a')],
    [of('ac', 'a'), of('ab', 'a')],
    { request: breaking, response: harmless },
  ],
  [
    'all that the other one documents',
    [of('a'), of('b')],
    [of('ab'), of('b')],
    // Values with both fitted both: nobody could send them. But names tell the two apart otherwise
    // now, which is not looked into.
    { request: breaking, response: harmless },
  ],
  [
    'its first, beside one that has more',
    [of('', 'c'), of('ac')],
    [of('a', 'c'), of('ac')],
    { request: breaking, response: harmless },
  ],
  [
    'its first, beside one without any',
    [of(''), { type: 'object' }],
    [of('a'), { type: 'object' }],
    { request: breaking, response: breaking },
  ],
  [
    'another one, told apart by what they require',
    [of('a', 'a'), of('b', 'b')],
    [of('ac', 'a'), of('b', 'b')],
    { request: harmless, response: harmless },
  ],
  [
    'one more than the smaller one has',
    [of('a'), of('ab')],
    [of('a'), of('abc')],
    { request: harmless, response: harmless },
  ],
])('an overlapping alternative of a oneOf documents %s', (_name, base, head, expected) => {
  expect({
    request: levelOf('request', base, head),
    response: levelOf('response', base, head),
  }).toEqual(expected);
});

test('alternatives of a oneOf that both need another such value are compared', () => {
  const expression = { $ref: '#/paths/~1x/post/requestBody/content/application~1json/schema' };
  const node = (more: Json): Json => {
    const properties = { left: expression, ...more };
    return { type: 'object', properties, required: ['left'] };
  };
  const before = [node({ a: { type: 'string' } }), node({ b: { type: 'string' } })];
  const after = [node({ a: { type: 'number' } }), node({ b: { type: 'string' } })];
  expect(levelOf('request', before, before)).toBe('none');
  expect(levelOf('request', before, after)).toBe(breaking);
});
