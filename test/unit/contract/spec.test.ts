import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkSpec } from '../../../scripts/contract/checks/spec.js';
import type { Finding } from '../../../scripts/contract/check.js';
import { original, projectWith, replaced, type Replacement } from '../../support/document.js';

async function findingsIn(document: string): Promise<readonly Finding[]> {
  return (await checkSpec(projectWith(document))).findings;
}

/** A document whose one answer has this schema. */
function documentWith(schema: unknown, more: object = {}, openapi = '3.1.0'): string {
  const content = { 'application/json': { schema, ...more } };
  return stringify({
    openapi,
    info: { title: 'test', version: '1' },
    servers: [{ url: 'https://api.example/v1' }],
    security: [{ key: [] }],
    paths: {
      '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok', content } } } },
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  });
}

const schemaAt = '#/paths/~1a/get/responses/200/content/application~1json/schema';

test('our document passes', async () => {
  expect(await findingsIn(original)).toEqual([]);
});

test('all errors are reported at once, each with its place', async () => {
  const findings = await findingsIn(
    replaced(
      original,
      ["'#/components/schemas/InviteRequest'", "'#/components/schemas/Gone'"],
      ["'#/components/schemas/Invite'", "'https://elsewhere.example/a.yaml'"],
      ['scheme: bearer', 'schema: bearer'],
    ),
  );
  const errors = findings.filter(({ level }) => level === 'error');
  expect(errors.map(({ pointer }) => pointer)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/requestBody\/content\/application~1json\/schema/),
      expect.stringMatching(/responses\/200\/content\/application~1json\/schema/),
      expect.stringMatching(/securitySchemes\/ApiKeyAuth/),
    ]),
  );
  expect(errors.map(({ message }) => message).join()).toMatch(/outside of the document/);
});

test('a duplicate operationId is an error', async () => {
  const second = `  /b:\n    post:\n      operationId: inviteUser\n      responses:\n        '200':\n          description: ok\ncomponents:`;
  const findings = await findingsIn(replaced(original, ['components:', second]));
  expect(findings).toMatchObject([{ level: 'error', pointer: '#/paths/~1b/post/operationId' }]);
  expect(findings[0]?.message).toContain('is taken by POST /organization/invites');
});

describe('a schema that contradicts itself is an error', () => {
  test.each<[string, object, string]>([
    ['lengths', { type: 'string', minLength: 3, maxLength: 2 }, 'minLength'],
    ['counts of items', { type: 'array', items: {}, minItems: 3, maxItems: 2 }, 'minItems'],
    ['numbers', { type: 'integer', minimum: 3, maximum: 2 }, 'minimum'],
    ['exclusive bounds', { type: 'number', exclusiveMinimum: 2, maximum: 2 }, 'exclusiveMinimum'],
    ['an enumerated value of another type', { type: 'string', enum: ['a', 1] }, 'enum/1'],
    ['an enumerated value out of bounds', { type: 'string', enum: ['aa'], maxLength: 1 }, 'enum/0'],
    ['a constant of another type', { type: 'string', const: 1 }, 'const'],
    [
      'a required property that is forbidden',
      { type: 'object', properties: {}, required: ['a'], additionalProperties: false },
      'required/0',
    ],
    ['parts of different types', { allOf: [{ type: 'string' }, { type: 'object' }] }, 'allOf'],
  ])('%s', async (_name, schema, place) => {
    const findings = await findingsIn(documentWith({ type: 'array', items: schema }));
    const errors = findings.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ pointer: `${schemaAt}/items/${place}` }]);
  });

  test('with a boolean bound of 3.0', async () => {
    const schema = { type: 'integer', minimum: 2, exclusiveMinimum: true, maximum: 2 };
    const findings = await findingsIn(documentWith(schema, {}, '3.0.3'));
    expect(findings).toMatchObject([{ level: 'error', pointer: `${schemaAt}/exclusiveMinimum` }]);
  });

  test.each<[string, object]>([
    ['equal bounds', { type: 'string', minLength: 2, maxLength: 2 }],
    ['an integer among numbers', { allOf: [{ type: 'number' }, { type: 'integer' }] }],
    ['null by type', { type: ['string', 'null'], enum: ['a', null] }],
    [
      'a required name that a pattern allows',
      {
        type: 'object',
        patternProperties: { '^x-': {} },
        required: ['x-a'],
        additionalProperties: false,
      },
    ],
  ])('but not %s', async (_name, schema) => {
    expect(await findingsIn(documentWith(schema))).toEqual([]);
  });

  test('but not a nullable enumeration of 3.0', async () => {
    const schema = { type: 'string', nullable: true, enum: ['a', null] };
    expect(await findingsIn(documentWith(schema, {}, '3.0.3'))).toEqual([]);
  });
});

describe('a required property that nothing describes is a warning', () => {
  test('with its place', async () => {
    const schema = { type: 'object', properties: { a: {} }, required: ['a', 'b'] };
    expect(await findingsIn(documentWith(schema))).toMatchObject([
      { level: 'warning', pointer: `${schemaAt}/required/1` },
    ]);
  });

  const a = { type: 'object', properties: { a: {} } };
  test.each<[string, object]>([
    ['a part describes it', { allOf: [a], required: ['a'] }],
    ['the whole describes it', { ...a, allOf: [{ required: ['a'] }] }],
    ['another part describes it', { allOf: [a, { required: ['a'] }] }],
    ['alternatives ask for it', { ...a, anyOf: [{ required: ['a'] }, { maxProperties: 0 }] }],
    ['it must not be there', { ...a, not: { required: ['a'] } }],
    ['a pattern describes it', { type: 'object', patternProperties: { a: {} }, required: ['a'] }],
  ])('but not where %s', async (_name, schema) => {
    expect(await findingsIn(documentWith(schema))).toEqual([]);
  });
});

describe('an example that breaks its schema is a warning', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } } };

  test.each<[string, object, object, string]>([
    ['of a media type', schema, { example: { a: 'x' } }, '/example'],
    ['by its name', schema, { examples: { 'a/b': { value: { a: 'x' } } } }, '/examples/a~1b/value'],
    ['of a schema', { ...schema, example: { a: 'x' } }, {}, '/schema/example'],
    ['in a list', { ...schema, examples: [{}, { a: 'x' }] }, {}, '/schema/examples/1'],
    ['a default', { ...schema, default: { a: 'x' } }, {}, '/schema/default'],
    [
      'as text',
      { ...schema, 'x-oaiMeta': { example: '{"a": "x"}' } },
      {},
      '/schema/x-oaiMeta/example',
    ],
  ])('%s', async (_name, ours, more, place) => {
    const owner = schemaAt.replace(/\/schema$/, '');
    expect(await findingsIn(documentWith(ours, more))).toMatchObject([
      { level: 'warning', pointer: `${owner}${place}`, details: [expect.stringContaining('/a: ')] },
    ]);
  });

  test('of a parameter', async () => {
    const parameter = `      parameters:\n        - {name: q, in: query, schema: {type: integer}, example: x}\n      requestBody:`;
    const findings = await findingsIn(replaced(original, ['      requestBody:', parameter]));
    expect(findings).toMatchObject([
      { level: 'warning', pointer: '#/paths/~1organization~1invites/post/parameters/0/example' },
    ]);
  });

  const answer = `{"object": "organization.invite", "id": "a", "email": "b", "role": "owner",
    "status": "pending", "invited_at": 1, "expires_at": 1, "accepted_at": null}`;
  const command = `curl https://api.example -d '{"email": "a", "role": "king"}'`;

  test.each<[string, unknown, string]>([
    ['an answer as text', { examples: { response: answer } }, 'examples/response'],
    [
      'an answer below',
      { examples: { response: { content: answer } } },
      'examples/response/content',
    ],
    ['an answer in a list', { examples: [{ response: answer }] }, 'examples/0/response'],
    ['what a command sends', { examples: { request: { curl: command } } }, 'examples/request/curl'],
  ])('in the x-oaiMeta of an operation: %s', async (_name, meta, place) => {
    const line: Replacement = [
      '      operationId:',
      `      x-oaiMeta: ${JSON.stringify(meta)}\n      operationId:`,
    ];
    expect(await findingsIn(replaced(original, line))).toMatchObject([
      { level: 'warning', pointer: `#/paths/~1organization~1invites/post/x-oaiMeta/${place}` },
    ]);
  });
});
