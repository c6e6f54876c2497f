import type { JsonObject } from '../../openapi/json.js';

/** A number among the keywords of a schema. */
export function minimum(schema: JsonObject, keyword: string, otherwise = 0): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

/** The same for an upper bound, which is none without the keyword. */
export function maximum(schema: JsonObject, keyword: string): number {
  return minimum(schema, keyword, Infinity);
}
