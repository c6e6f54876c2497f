import { sample } from 'openapi-sampler';
import { compilerFor } from './compiler.js';
import { Definitions } from './definitions.js';
import { isObject, listAt, objectAt, valueAt, type JsonObject } from './json.js';
import type { Operation } from './operations.js';
import type { Spec } from './spec.js';
import { mapSubschemas } from './subschemas.js';

/** An example of each JSON response, optional properties included where that can be done. */
export function renderSamples(spec: Spec, operations: Operation[]): string {
  const sampleOf = sampler(spec, operations);
  const entries = operations.map(({ id, responses }) => {
    const answers = [...responses].map(([status, { pointer }]) => [status, sampleOf(pointer)]);
    return [id, Object.fromEntries(answers)] as const;
  });
  const samples = JSON.stringify(Object.fromEntries(entries), null, 2);
  return `export const samples = ${samples};\n`;
}

function sampler(spec: Spec, operations: Operation[]): (pointer: string) => unknown {
  const response = new Definitions(spec, 'response');
  const pointers = operations.flatMap(({ responses }) => [...responses.values()]);
  for (const { pointer } of pointers) response.refTo(pointer, 'open');
  const ajv = compilerFor(spec, [response]);
  return (pointer) => {
    const ref = response.refTo(pointer, 'open');
    const check = ajv.getSchema(response.idOf(ref));
    const candidates = candidatesFor(spec, pointer, { $ref: ref }, response.toSchema());
    return candidates.find((value) => check?.(value) === true) ?? candidates[0];
  };
}

/**
 * The document's own examples may be stale, and a sample that cuts recursion short may lack what is
 * required: so there is more than one way to make one, the richest first.
 */
function candidatesFor(
  spec: Spec,
  pointer: string,
  derived: JsonObject,
  definitions: JsonObject,
): unknown[] {
  const documented = objectAt({ schema: valueAt(spec.document, pointer) }, 'schema');
  const sources = [
    [documented, spec.document],
    [derived, definitions],
    [derived, nullFirst(definitions)],
  ] as const;
  return [false, true].flatMap((skipNonRequired) => {
    const options = { skipNonRequired, skipWriteOnly: true, quiet: true };
    return sources.map(([schema, root]) => sample(schema, options, root) ?? null);
  });
}

/** The sampler takes the first alternative; `null` is the one that ends a recursion. */
function nullFirst(schema: unknown): JsonObject {
  if (!isObject(schema)) return {};
  const copy = mapSubschemas(schema, (child) => (isObject(child) ? nullFirst(child) : child));
  for (const keyword of ['anyOf', 'oneOf']) {
    if (!(keyword in copy)) continue;
    const [nulls, others] = partition(listAt(copy, keyword), isNull);
    copy[keyword] = [...nulls, ...others];
  }
  return copy;
}

function isNull(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
