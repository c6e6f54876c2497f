import { expect, test } from 'vitest';
import { compareDocuments } from '../../../scripts/openapi-diff/index.js';

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
