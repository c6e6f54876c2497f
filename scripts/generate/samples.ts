import { sample } from 'openapi-sampler';
import type { Checks } from './checks.js';
import { isObject, listAt, objectAt, valueAt, type JsonObject } from '../openapi/json.js';
import type { JsonBody, Operation } from '../openapi/operations.js';
import type { Spec } from '../openapi/spec.js';
import { mapSubschemas } from '../openapi/subschemas.js';

/** An example of each JSON response, optional properties included where that can be done. */
export function renderSamples(
  spec: Spec,
  operations: readonly Operation[],
  checks: Checks,
): string {
  const entries = operations.map(({ id, responses }) => {
    const answers = [...responses].map(([status, body]) => [status, sampleOf(spec, body, checks)]);
    return [id, Object.fromEntries(answers)] as const;
  });
  const samples = JSON.stringify(Object.fromEntries(entries), null, 2);
  return `export const samples = ${samples};\n`;
}

/** The first that passes the body's own check, else the first. */
function sampleOf(spec: Spec, body: JsonBody, checks: Checks): unknown {
  const check = checks.compiler.getSchema(checks.idOfResponse(body));
  let first: unknown;
  for (const candidate of candidatesFor(spec, body, checks)) {
    if (check?.(candidate) === true) return candidate;
    first ??= candidate;
  }
  return first;
}

/**
 * The document's own examples may be stale, and a sample that cuts recursion short may lack what is
 * required: so there is more than one way to make one, the richest first.
 */
function* candidatesFor(spec: Spec, body: JsonBody, checks: Checks): Generator {
  const { schema, definitions } = checks.schemaOfResponse(body);
  const documented = objectAt({ schema: valueAt(spec.document, body.pointer) }, 'schema');
  for (const skipNonRequired of [false, true]) {
    const options = { skipNonRequired, skipWriteOnly: true, quiet: true };
    yield sample(documented, options, spec.document) ?? null;
    yield sample(schema, options, definitions) ?? null;
    yield sample(schema, options, nullWhereAllowed(definitions)) ?? null;
  }
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
