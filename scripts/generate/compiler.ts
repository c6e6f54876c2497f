import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isObject, namesInherited } from '../openapi/json.js';
import { toRegExp } from '../openapi/regular-expression.js';
import type { Spec } from '../openapi/spec.js';
import { defineKeywords } from './keywords.js';
import { HELPERS, shortenErrors } from './report-errors.js';
import type { SchemaSet } from './schema-set.js';

/** From this number of schemas on, compile time matters. */
const MANY = 300;

/** Ajv with the schemas of the document: it reports every fault and changes no data. */
export function compilerFor(spec: Spec, sets: readonly SchemaSet[]): Ajv2020 {
  const schemas = sets.flatMap((set) => set.entries().map(({ schema }) => schema));
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    // `JSON.parse` makes Infinity of 1e400, which would be no number to a caller that computes with it.
    strictNumbers: true,
    logger: false,
    // Each schema is checked before it is added.
    validateSchema: false,
    meta: false,
    // A property is then looked for in two steps, so only where a name asks for it.
    ownProperties: namesInherited(JSON.stringify(schemas)),
    // Optimizing takes longer than everything else, and the bundler does as well where it matters.
    code: {
      source: true,
      esm: true,
      regExp,
      optimize: schemas.length < MANY,
      process: (code) => HELPERS + code,
    },
    inlineRefs: 3,
  });
  // Each `$dynamicRef` is resolved already: no function needs to pass anchors on.
  ajv.opts.dynamicRef = false;
  shortenErrors();
  formats.default(ajv);
  defineKeywords(ajv);
  for (const set of sets) {
    for (const { pointer, schema } of set.entries()) requireValid(spec, pointer, schema);
    ajv.addSchema(set.toSchema());
  }
  return ajv;
}

/**
 * Shared by all documents: compiling JSON Schema's own schema takes longer than a small document.
 */
const metaSchema = new Ajv2020({ strict: false, logger: false });

/** Checked here one by one, since Ajv's own message would name no place in the document. */
function requireValid(spec: Spec, pointer: string, schema: unknown): void {
  if (!isObject(schema) || metaSchema.validateSchema(schema) === true) return;
  const [fault] = metaSchema.errors ?? [];
  const place = `${pointer}${fault?.instancePath ?? ''}`;
  throw spec.source.error(place, `invalid schema: ${fault?.message ?? 'not JSON Schema'}`);
}

/** Ajv asks for every pattern with the `u` flag, which some patterns of ES 5.1 cannot have. */
function regExp(pattern: string, flags: string): RegExp {
  return toRegExp(pattern) ?? new RegExp(pattern, flags);
}
regExp.code = 'new RegExp';
