import { openapiSchemaToJsonSchema } from '@openapi-contrib/openapi-schema-to-json-schema';
import {
  isObject,
  listAt,
  objectAt,
  resolve,
  stringsAt,
  type JsonObject,
} from '../openapi/json.js';
import { modernizeBound } from '../openapi/legacy-keywords.js';
import type { Spec } from '../openapi/spec.js';
import { mapSubschemas } from '../openapi/subschemas.js';

export type Direction = 'request' | 'response';

/**
 * A schema of the document as JSON Schema 2020-12, for what is sent or for what is received.
 * Its `$ref`s still point into the document.
 */
export function toJsonSchema(spec: Spec, schema: unknown, direction: Direction): unknown {
  const prepared = prepare(spec, schema, direction);
  if (spec.dialect === '3.1' || !isObject(prepared)) return tidy(prepared);
  return tidy(dropSpelledOut(openapiSchemaToJsonSchema(prepared, { strictMode: false })));
}

// The converter spells these formats out as bounds and patterns: kept, each fault would count twice.
const SPELLED_OUT: unknown[] = ['int32', 'int64', 'float', 'double', 'byte'];

function dropSpelledOut(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const copy = mapSubschemas(schema, dropSpelledOut);
  if (SPELLED_OUT.includes(copy['format'])) delete copy['format'];
  return copy;
}

// The converter drops required names that the very same schema does not declare, although an
// allOf may require what another of its parts declares. Extensions it leaves alone.
const REQUIRED = 'x-required';

/** What has to be settled while the OpenAPI keywords are still there. */
function prepare(spec: Spec, schema: unknown, direction: Direction): unknown {
  if (!isObject(schema)) return schema;
  if (spec.dialect === '3.0' && typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] };
  const copy = mapSubschemas(narrowByDiscriminator(spec, schema), (child) =>
    prepare(spec, child, direction),
  );
  modernizeBound(copy, 'minimum', 'exclusiveMinimum');
  modernizeBound(copy, 'maximum', 'exclusiveMaximum');
  const excused = namesMarked(spec, schema, direction === 'request' ? 'readOnly' : 'writeOnly');
  if ('required' in copy) {
    copy[REQUIRED] = stringsAt(copy, 'required').filter((name) => !excused.has(name));
    delete copy['required'];
  }
  return spec.dialect === '3.0' ? allowNull(copy) : copy;
}

/** `nullable` beside a `type` is the converter's; beside a combination it would be lost. */
function allowNull(schema: JsonObject): JsonObject {
  if (schema['nullable'] !== true || 'type' in schema) return schema;
  if (!['allOf', 'oneOf', 'anyOf'].some((keyword) => keyword in schema)) return schema;
  return { anyOf: [schema, { type: 'null' }] };
}

/** Names of the properties, own or inherited by `allOf`, that are `readOnly` or `writeOnly`. */
function namesMarked(
  spec: Spec,
  schema: unknown,
  mark: 'readOnly' | 'writeOnly',
  seen = new Set<unknown>(),
): Set<string> {
  const { value } = resolve(spec.document, schema);
  if (!isObject(value) || seen.has(value)) return new Set();
  seen.add(value);
  const own = Object.entries(objectAt(value, 'properties'))
    .filter(([, property]) => isMarked(spec, property, mark))
    .map(([name]) => name);
  const inherited = listAt(value, 'allOf').flatMap((part) => [
    ...namesMarked(spec, part, mark, seen),
  ]);
  return new Set([...own, ...inherited]);
}

function isMarked(spec: Spec, property: unknown, mark: string): boolean {
  if (isObject(property) && property[mark] === true) return true;
  const { value } = resolve(spec.document, property);
  return isObject(value) && value[mark] === true;
}

/**
 * A discriminator says which branch a value means, so each branch asks for its own value: two
 * branches of one shape would otherwise both match and `oneOf` would refuse every value.
 */
function narrowByDiscriminator(spec: Spec, schema: JsonObject): JsonObject {
  const discriminator = objectAt(schema, 'discriminator');
  const property = discriminator['propertyName'];
  if (typeof property !== 'string') return schema;
  const narrow = (branch: unknown): unknown => {
    const values = discriminatorValues(objectAt(discriminator, 'mapping'), branch);
    if (values.length === 0) return branch;
    const only = { properties: { [property]: { enum: values } }, [REQUIRED]: [property] };
    return { allOf: [branch, only] };
  };
  const copy = { ...schema };
  for (const keyword of ['oneOf', 'anyOf']) {
    if (keyword in copy) copy[keyword] = listAt(copy, keyword).map(narrow);
  }
  return copy;
}

function discriminatorValues(mapping: JsonObject, branch: unknown): string[] {
  const ref = isObject(branch) ? branch['$ref'] : undefined;
  if (typeof ref !== 'string') return [];
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  const mapped = Object.keys(mapping).filter((key) => mapping[key] === ref);
  return mapped.length > 0 ? mapped : [name];
}

// Annotations say nothing to a check and would only be carried along in the generated file; an
// `$id` would move the base of the references.
const DROPPED = new Set(
  `$schema $id $anchor $comment title description default example examples deprecated readOnly
   writeOnly nullable discriminator xml externalDocs`.split(/\s+/),
);

function tidy(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const copy = mapSubschemas(schema, tidy);
  const required = stringsAt(copy, REQUIRED);
  const kept = Object.entries(copy).filter(([key]) => !DROPPED.has(key) && !key.startsWith('x-'));
  return { ...Object.fromEntries(kept), ...(required.length > 0 && { required }) };
}
