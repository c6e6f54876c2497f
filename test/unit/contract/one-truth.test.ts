import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemaChecker } from '../../../scripts/contract/schemas.js';
import { compareDocuments, worst } from '../../../scripts/openapi-diff/index.js';
import { collectOperations } from '../../../scripts/openapi/operations.js';
import { isObject, objectAt, valueAt } from '../../../scripts/openapi/json.js';
import { loadSpec } from '../../../scripts/openapi/spec.js';
import { root, temporaryFolder } from '../../support/project.js';
import { rounds } from '../../support/rounds.js';
import { RandomSchemas, type SchemaWithComponents } from '../../support/random-schemas.js';

type Direction = 'request' | 'response';

function documentWith(
  direction: Direction,
  { schema, components: schemas }: SchemaWithComponents,
): string {
  const body = { content: { 'application/json': { schema } } };
  const responses = { 200: { description: 'ok', ...(direction === 'response' && body) } };
  const post = {
    operationId: 'x',
    ...(direction === 'request' && { requestBody: body }),
    responses,
  };
  const info = { title: 'random', version: '1' };
  const paths = { '/x': { post } };
  return JSON.stringify({ openapi: '3.1.0', info, paths, components: { schemas } });
}

/** A document's schema of one direction, and the check that is generated for it. */
async function readBody(text: string, direction: Direction) {
  const path = join(temporaryFolder(), 'document.yaml');
  writeFileSync(path, text);
  const spec = await loadSpec(path);
  const [operation] = collectOperations(spec);
  const body = direction === 'request' ? operation?.request : operation?.responses.get('200');
  if (body === undefined) return undefined;
  const variant = direction === 'request' ? 'closed' : 'open';
  const reference = { pointer: body.pointer, direction, variant } as const;
  const check = schemaChecker(spec, [reference]);
  return {
    schema: valueAt(spec.document, body.pointer),
    components: objectAt(objectAt(spec.document, 'components'), 'schemas'),
    accepts: (value: unknown): boolean => check(reference, value).length === 0,
  };
}

/**
 * A value that a change takes from callers: what they sent and can no longer send, or what they
 * receive and could not receive before. Undefined if none is found.
 */
async function findHarm(
  [base, head]: readonly [string, string],
  direction: Direction,
  random: RandomSchemas,
): Promise<{ readonly value: unknown } | undefined> {
  // The type of a response admits what fits several alternatives of a `oneOf`.
  const asTyped = (text: string): string =>
    direction === 'response' ? text.replaceAll('oneOf', 'anyOf') : text;
  const before = await readBody(asTyped(base), direction);
  const after = await readBody(asTyped(head), direction);
  if (before === undefined || after === undefined) return undefined;
  const [from, to] = direction === 'request' ? [before, after] : [after, before];
  for (let attempt = 0; attempt < 60; attempt++) {
    const value = random.valueFor(from.schema, 3, from.components);
    if (from.accepts(value) && !to.accepts(value)) return { value };
  }
  return undefined;
}

test('a condition on a property that only the other direction has is not met', async () => {
  const properties = { id: { type: 'string', readOnly: true }, name: { type: 'string' } };
  const asksForId = { required: ['id'] };
  for (const condition of [{ not: asksForId }, { if: asksForId, then: { required: ['name'] } }]) {
    const schema = { type: 'object', properties, ...condition };
    const text = documentWith('request', { schema, components: {} });
    const body = await readBody(text, 'request');
    expect(body?.accepts({})).toBe(true);
    expect(body?.accepts({ id: 'a' })).toBe(false);
  }
});

describe('a change that is not breaking takes no value from callers', () => {
  const seeds = Array.from({ length: rounds(2) }, (_, index) => index + 1);

  test.each(seeds)('in random edits of random schemas (seed %i)', async (seed) => {
    const random = new RandomSchemas(seed);
    const found = { harmless: 0, harmful: 0 };
    for (let round = 0; round < 48; round++) {
      const direction = round % 2 === 0 ? 'request' : 'response';
      const [before, after] = round % 4 < 2 ? plainPair(random) : referringPair(random);
      const pair = [documentWith(direction, before), documentWith(direction, after)] as const;
      const isBreaking = worst(compareDocuments(...pair)) === 'breaking';
      found[isBreaking ? 'harmful' : 'harmless']++;
      if (isBreaking) continue;
      const harm = await findHarm(pair, direction, random);
      expect({ direction, before, after, harm }).toMatchObject({ harm: undefined });
    }
    // Neither verdict is given to all.
    expect(Math.min(found.harmless, found.harmful)).toBeGreaterThan(5);
  });

  type Pair = readonly [SchemaWithComponents, SchemaWithComponents];

  function plainPair(random: RandomSchemas): Pair {
    const schema = random.schema(3);
    return [
      { schema, components: {} },
      { schema: random.edit(schema, 3), components: {} },
    ];
  }

  /** With references and discriminators. */
  function referringPair(random: RandomSchemas): Pair {
    const before = random.withComponents();
    return [before, random.editOne(before)];
  }

  const folder = join(root, 'test/fixtures/openapi-diff/pairs');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const labels: unknown = JSON.parse(read('expected.json'));
  const harmless = Object.entries(isObject(labels) ? labels : {}).filter(
    ([, label]) => label !== 'breaking',
  );

  test.each(harmless)('in the labelled pair %s (%s)', async (name) => {
    const pair = [read(`${name}.base.yaml`), read(`${name}.head.yaml`)] as const;
    const random = new RandomSchemas(1);
    expect(await findHarm(pair, 'request', random)).toBeUndefined();
    expect(await findHarm(pair, 'response', random)).toBeUndefined();
  });
});
