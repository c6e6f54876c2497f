import { isObject, listAt, objectAt, stringsAt, type JsonObject } from '../openapi/json.js';
import { mapSubschemas } from '../openapi/subschemas.js';
import { DOCUMENTED_ELSEWHERE } from './keywords.js';

/**
 * How a schema treats properties that it does not document:
 * - `open`: as the document says;
 * - `branch`: one part of a larger whole, so it cannot know all names itself; what lies deeper
 *   in the value is refused as in `closed`;
 * - `closed`: refuses them, at every level.
 */
export type Variant = 'open' | 'branch' | 'closed';

export interface References {
  /** The schema a `$ref` names, as documented. */
  target(ref: string): unknown;
  /** The `$ref` to a variant of that schema. */
  refTo(ref: string, variant: Variant): string;
}

export function asVariant(schema: unknown, variant: Variant, references: References): unknown {
  if (variant === 'open') return open(schema, references);
  return variant === 'branch' ? branch(schema, references) : closed(schema, references);
}

function open(schema: unknown, references: References): unknown {
  if (!isObject(schema)) return schema;
  const copy = mapSubschemas(schema, (child) => open(child, references));
  return withRef(copy, 'open', references);
}

const COMBINED = ['allOf', 'anyOf', 'oneOf', 'then', 'else', 'dependentSchemas'];
// Conditions only ask whether a value matches: closing them would invert the result.
const ASKED = ['not', 'if', 'contains', 'propertyNames'];

function branch(schema: unknown, references: References): unknown {
  if (!isObject(schema)) return schema;
  const copy = mapSubschemas(schema, (child, keyword) => {
    if (ASKED.includes(keyword)) return open(child, references);
    return COMBINED.includes(keyword) ? branch(child, references) : closed(child, references);
  });
  return withRef(withRequired(copy), 'branch', references);
}

/** Required properties count as documented, unless the schema describes additional ones. */
function withRequired(schema: JsonObject): JsonObject {
  const described = objectAt(schema, 'properties');
  const names = stringsAt(schema, 'required').filter((name) => !Object.hasOwn(described, name));
  if (names.length === 0 || isExplicit(schema)) return schema;
  return { ...schema, properties: { ...described, ...anything(names) } };
}

function anything(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, true]));
}

function closed(schema: unknown, references: References): unknown {
  if (!isObject(schema)) return schema;
  if (isPlainRef(schema)) return withRef({ ...schema }, 'closed', references);
  const declared = declaredBy(schema, references);
  const always = declared.always.flatMap((properties) => Object.keys(properties));
  const sometimes = declared.sometimes.flatMap((properties) => Object.keys(properties));
  const isDocumented = always.length + sometimes.length + declared.required.length > 0;
  if (!isDocumented || isExplicit(schema)) return branch(schema, references);
  const isShared = overlap(declared, references);
  const whole = isShared ? open(schema, references) : branch(schema, references);
  // Names that a failing part declares are still documented: without them here, one missing field
  // in an allOf would have every other field reported as unknown.
  const known = [...always, ...declared.required, ...(isShared ? declared.sometimesRequired : [])];
  const properties = { ...anything(known), ...objectAt(whole, 'properties') };
  const elsewhere = [...new Set(sometimes)].filter((name) => !Object.hasOwn(properties, name));
  return {
    ...(isObject(whole) && whole),
    properties,
    ...(elsewhere.length > 0 && { [DOCUMENTED_ELSEWHERE]: elsewhere }),
    unevaluatedProperties: false,
  };
}

function withRef(schema: JsonObject, variant: Variant, references: References): JsonObject {
  if (typeof schema['$ref'] !== 'string') return schema;
  return { ...schema, $ref: references.refTo(schema['$ref'], variant) };
}

function isPlainRef(schema: JsonObject): boolean {
  return typeof schema['$ref'] === 'string' && Object.keys(schema).length === 1;
}

function isExplicit(schema: JsonObject): boolean {
  return 'additionalProperties' in schema || 'unevaluatedProperties' in schema;
}

/** The maps of properties that always apply to a value, and those that may. */
interface Declared {
  readonly always: JsonObject[];
  readonly sometimes: JsonObject[];
  /** Names that are asked for, whether or not anything else is said of them; always, or by a branch. */
  readonly required: string[];
  readonly sometimesRequired: string[];
}

function declaredBy(schema: unknown, references: References, seen = new Set<string>()): Declared {
  const declared: Declared = {
    always: [],
    sometimes: [],
    required: [],
    sometimesRequired: [],
  };
  if (!isObject(schema)) return declared;
  const dependent = objectAt(schema, 'dependentRequired');
  declared.required.push(
    ...stringsAt(schema, 'required'),
    ...Object.keys(dependent).flatMap((name) => stringsAt(dependent, name)),
  );
  if (isObject(schema['properties'])) declared.always.push(schema['properties']);
  const parts = listAt(schema, 'allOf').map((part) => declaredBy(part, references, seen));
  const ref = schema['$ref'];
  if (typeof ref === 'string' && !seen.has(ref)) {
    parts.push(declaredBy(references.target(ref), references, new Set(seen).add(ref)));
  }
  for (const part of parts) {
    declared.always.push(...part.always);
    declared.sometimes.push(...part.sometimes);
    declared.required.push(...part.required);
    declared.sometimesRequired.push(...part.sometimesRequired);
  }
  for (const part of alternatives(schema)) {
    const found = declaredBy(part, references, seen);
    declared.sometimes.push(...found.always, ...found.sometimes);
    declared.sometimesRequired.push(...found.required, ...found.sometimesRequired);
  }
  return declared;
}

function alternatives(schema: JsonObject): unknown[] {
  return [
    ...listAt(schema, 'oneOf'),
    ...listAt(schema, 'anyOf'),
    schema['then'],
    schema['else'],
    ...Object.values(objectAt(schema, 'dependentSchemas')),
  ];
}

/** Does more than one part describe the fields of one property, so that no part knows them all? */
function overlap({ always, sometimes }: Declared, references: References): boolean {
  const names = always.flatMap((properties) => compoundNames(properties, references));
  const certain = new Set(names);
  if (certain.size < names.length) return true;
  return sometimes
    .flatMap((properties) => compoundNames(properties, references))
    .some((name) => certain.has(name));
}

function compoundNames(properties: JsonObject, references: References): string[] {
  return Object.keys(properties).filter((name) => !isScalar(properties[name], references));
}

function isScalar(schema: unknown, references: References, seen = new Set<string>()): boolean {
  if (!isObject(schema)) return true;
  const ref = schema['$ref'];
  if (typeof ref === 'string' && !seen.has(ref)) {
    return isScalar(references.target(ref), references, seen.add(ref));
  }
  if ('enum' in schema || 'const' in schema) return true;
  const types = [schema['type']].flat();
  return types.every((type) => typeof type === 'string' && !['object', 'array'].includes(type));
}
