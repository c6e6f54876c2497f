import { isDeepStrictEqual } from 'node:util';
import { isObject, listAt, type JsonObject } from '../openapi/json.js';
import type { SchemaKey } from '../openapi/schema-key.js';

/** The types of JSON, as TypeScript tells them apart. */
const KINDS = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;
export type Kind = (typeof KINDS)[number];
export type Kinds = ReadonlySet<Kind>;

export const ALL: Kinds = new Set(KINDS);
const NONE: Kinds = new Set();

type Read = (key: SchemaKey) => unknown;

/** The JSON types that a schema allows. */
export function kindsOf(
  schema: unknown,
  read: Read,
  seen: ReadonlySet<unknown> = new Set(),
): Kinds {
  if (schema === false) return NONE;
  if (!isObject(schema) || seen.has(schema)) return ALL;
  const literals = literalsOf(schema);
  return [
    'type' in schema ? typesOf(schema) : ALL,
    literals === undefined ? ALL : new Set(literals.map(kindOf)),
    kindsOfParts(schema, read, new Set(seen).add(schema)),
  ].reduce(both);
}

/** The JSON types that the other schemas in a schema allow, which describe the same value. */
export function kindsOfParts(
  schema: JsonObject,
  read: Read,
  seen: ReadonlySet<unknown> = new Set(),
): Kinds {
  const key = schema['$ref'];
  const parts = listAt(schema, 'allOf').map((part) => kindsOf(part, read, seen));
  const unions = ['anyOf', 'oneOf']
    .map((keyword) => listAt(schema, keyword))
    .filter((branches) => branches.length > 0)
    .map((branches) => new Set(branches.flatMap((branch) => [...kindsOf(branch, read, seen)])));
  const target = typeof key === 'string' ? [kindsOf(read(key), read, seen)] : [];
  return [...parts, ...unions, ...target].reduce(both, ALL);
}

/** Whether a schema certainly accepts `null`. */
export function acceptsNull(
  schema: unknown,
  read: Read,
  seen: ReadonlySet<unknown> = new Set(),
): boolean {
  if (!isObject(schema)) return schema !== false;
  if (seen.has(schema) || 'not' in schema || 'if' in schema) return false;
  const accepts = (part: unknown) => acceptsNull(part, read, new Set(seen).add(schema));
  const key = schema['$ref'];
  const branches = listAt(schema, 'anyOf');
  const [first, ...others] = listAt(schema, 'oneOf').filter((branch) =>
    kindsOf(branch, read).has('null'),
  );
  return (
    (!('oneOf' in schema) || (others.length === 0 && accepts(first ?? false))) &&
    (!('type' in schema) || typesOf(schema).has('null')) &&
    literalsOf(schema)?.includes(null) !== false &&
    listAt(schema, 'allOf').every(accepts) &&
    (branches.length === 0 || branches.some(accepts)) &&
    (typeof key !== 'string' || accepts(read(key)))
  );
}

function typesOf(schema: JsonObject): Kinds {
  const named = [schema['type']].flat().filter((type) => typeof type === 'string');
  return new Set(named.map((type) => (type === 'integer' ? 'number' : type)).filter(isKind));
}

/** The values that `enum` and `const` leave; undefined if a schema has neither. */
export function literalsOf(schema: JsonObject): unknown[] | undefined {
  const constant = 'const' in schema ? [schema['const']] : undefined;
  const listed = Array.isArray(schema['enum']) ? listAt(schema, 'enum') : undefined;
  if (constant === undefined || listed === undefined) return constant ?? listed;
  return constant.filter((value) => listed.some((other) => isDeepStrictEqual(value, other)));
}

function isKind(type: string): type is Kind {
  return KINDS.some((kind) => kind === type);
}

export function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return KINDS.find((kind) => kind === typeof value) ?? 'object';
}

export function both(one: Kinds, other: Kinds): Kinds {
  return new Set([...one].filter((kind) => other.has(kind)));
}
