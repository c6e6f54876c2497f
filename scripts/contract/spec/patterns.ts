import { objectAt, type JsonObject } from '../../openapi/json.js';

/** Whether one of the `patternProperties` speaks of this name. */
export function matchesPattern(schema: JsonObject, name: string): boolean {
  return Object.keys(objectAt(schema, 'patternProperties')).some((pattern) => {
    try {
      return new RegExp(pattern, 'u').test(name);
    } catch {
      // A pattern that is none speaks of nothing; that it is none is said when it is compiled.
      return false;
    }
  });
}
