import { objectAt, type JsonObject } from '../../openapi/json.js';

/** True if one of the `patternProperties` matches this name. */
export function matchesPattern(schema: JsonObject, name: string): boolean {
  return Object.keys(objectAt(schema, 'patternProperties')).some((pattern) => {
    try {
      return new RegExp(pattern, 'u').test(name);
    } catch {
      // An invalid pattern matches nothing; compiling it reports the error.
      return false;
    }
  });
}
