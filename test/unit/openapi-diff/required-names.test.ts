import { expect, test } from 'vitest';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';

type Json = Record<string, unknown>;

function documentWith(schema: Json): string {
  const post = {
    operationId: 'x',
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 200: { description: 'ok' } },
  };
  return JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/x': { post } } });
}

const text = { type: 'string' };
const object = { type: 'object' };
const described = { ...object, properties: { a: text, c: object }, required: ['a', 'c'] };
const named = { ...object, properties: { a: text }, required: ['a', 'c'] };
const other = { ...object, properties: { a: object }, required: ['a', 'c'] };

test.each<[string, Json, Json]>([
  ['an object', described, named],
  ['an allOf', { allOf: [described] }, { allOf: [named] }],
  ['a branch of oneOf', { oneOf: [described, other] }, { oneOf: [named, other] }],
  [
    'a branch with an allOf',
    { anyOf: [{ allOf: [described, { required: ['c'] }] }, other] },
    { anyOf: [{ allOf: [named, { required: ['c'] }] }, other] },
  ],
])('a required property that %s no longer describes may still be sent', (_, base, head) => {
  expect(worst(compareDocuments(documentWith(base), documentWith(head)))).toBe('addition');
});

test('a property that another branch requires may not be sent with this one', () => {
  const [before, after] = [
    { anyOf: [described, other] },
    { anyOf: [{ ...described, required: ['a'] }, other] },
  ];
  const open = { anyOf: [{ ...object, properties: { a: text, c: object } }, named] };
  const closed = { anyOf: [{ ...object, properties: { a: text } }, named] };
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).toBe('addition');
  expect(worst(compareDocuments(documentWith(open), documentWith(closed)))).toBe('breaking');
});

test('branches that only require names leave all others free, until one describes a property', () => {
  const branch = (name: string): Json => ({ ...object, required: [name] });
  const before = { anyOf: [branch('a'), branch('b')] };
  const after = { anyOf: [{ ...branch('a'), properties: { a: {} } }, branch('b')] };
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).toBe('breaking');
});

test('an alternative that allows further properties is more than one that is silent on them', () => {
  const silent = { ...object, properties: { a: text } };
  const before = { anyOf: [silent] };
  const after = { anyOf: [silent, { ...silent, additionalProperties: text }] };
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).toBe('addition');
});

test('what a condition requires may have been anything before it is described', () => {
  const before = {
    ...object,
    properties: { a: text },
    if: { required: ['a'] },
    then: { required: ['b'] },
  };
  const after = { ...before, properties: { a: text, b: text } };
  expect(worst(compareDocuments(documentWith(before), documentWith(after)))).toBe('breaking');
});
