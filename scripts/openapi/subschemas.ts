import { isObject, type JsonObject } from './json.js';

/** Keywords that hold one schema, a list of them, or a map of them. */
const ONE = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const MANY = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const NAMED = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];

export type SchemaMapper = (schema: unknown, keyword: string, name?: string) => unknown;

/** A copy of a schema with each schema directly inside replaced; `true`, `false` are schemas too. */
export function mapSubschemas(schema: JsonObject, map: SchemaMapper): JsonObject {
  const entries = Object.entries(schema).map(([keyword, value]) => {
    return [keyword, mapKeyword(keyword, value, map)] as const;
  });
  return Object.fromEntries(entries);
}

function mapKeyword(keyword: string, value: unknown, map: SchemaMapper): unknown {
  if (ONE.includes(keyword)) return map(value, keyword);
  if (MANY.includes(keyword) && Array.isArray(value)) {
    return value.map((item: unknown) => map(item, keyword));
  }
  if (!NAMED.includes(keyword) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, map(item, keyword, name)]),
  );
}
