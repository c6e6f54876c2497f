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
    [derived, nullWhereAllowed(definitions)],
  ] as const;
  return [false, true].flatMap((skipNonRequired) => {
    const options = { skipNonRequired, skipWriteOnly: true, quiet: true };
    return sources.map(([schema, root]) => sample(schema, options, root) ?? null);
  });
}

/** `null` wherever it is an alternative: it is what ends a recursion, and the sampler never picks it. */
function nullWhereAllowed(schema: unknown): JsonObject {
  if (!isObject(schema)) return {};
  const alternatives = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')];
  if (alternatives.some(isNull)) return { const: null };
  return mapSubschemas(schema, (child) => (isObject(child) ? nullWhereAllowed(child) : child));
}

function isNull(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'null';
}
