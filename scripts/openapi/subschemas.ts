import { isObject, mapValues, type JsonObject } from './json.js';

/** Keywords that hold one schema. */
const ONE = new Set(
  `not if then else items contains additionalProperties propertyNames unevaluatedItems
   unevaluatedProperties contentSchema`.split(/\s+/),
);
/** Keywords that hold a list of schemas. */
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords that hold a map of schemas. */
const NAMED = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

export interface Subschema {
  readonly schema: unknown;
  readonly keyword: string;
  /** From the schema to this one. */
  readonly path: readonly string[];
}

/** Each schema directly inside a schema; `true` and `false` are schemas too. */
export function subschemasOf(schema: JsonObject): Subschema[] {
  const found: Subschema[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (ONE.has(keyword)) found.push({ schema: value, keyword, path: [keyword] });
    else if (LISTS.has(keyword) && Array.isArray(value)) {
      value.forEach((item, index) => {
        found.push({ schema: item, keyword, path: [keyword, `${index}`] });
      });
    } else if (NAMED.has(keyword) && isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        found.push({ schema: item, keyword, path: [keyword, name] });
      }
    }
  }
  return found;
}

/** @param path the name or the index of the schema, if the keyword holds several */
type SchemaMapper = (schema: unknown, keyword: string, ...path: string[]) => unknown;

/** A copy of a schema with each schema directly inside replaced. */
export function mapSubschemas(schema: JsonObject, map: SchemaMapper): JsonObject {
  return mapValues(schema, (value, keyword) => {
    if (ONE.has(keyword)) return map(value, keyword);
    if (LISTS.has(keyword) && Array.isArray(value))
      return value.map((item: unknown, index) => map(item, keyword, `${index}`));
    if (!NAMED.has(keyword) || !isObject(value)) return value;
    return mapValues(value, (item, name) => map(item, keyword, name));
  });
}
