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

// Closed checks know the names that a whole requires, but not those that only an alternative does.
test.each<[string, Json, Json]>([
  ['oneOf', { oneOf: [described, other] }, { oneOf: [named, other] }],
  ['anyOf', { anyOf: [described, other] }, { anyOf: [named, other] }],
  [
    'oneOf with an allOf',
    { oneOf: [{ allOf: [described, { required: ['c'] }] }, other] },
    { oneOf: [{ allOf: [named, { required: ['c'] }] }, other] },
  ],
])('a required property that a branch of %s no longer describes is breaking', (_, base, head) => {
  expect(worst(compareDocuments(documentWith(base), documentWith(head)))).toBe('breaking');
});

test.each<[string, Json, Json]>([
  ['an object', described, named],
  ['an allOf', { allOf: [described] }, { allOf: [named] }],
])('a required property that %s no longer describes may still be sent', (_, base, head) => {
  expect(worst(compareDocuments(documentWith(base), documentWith(head)))).toBe('addition');
});
