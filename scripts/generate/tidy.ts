import { isObject, objectAt, type JsonObject } from '../openapi/json.js';
import { ANNOTATIONS } from '../openapi/keywords.js';
import { mapSubschemas } from '../openapi/subschemas.js';

/** A schema as a check needs it: annotations would only bloat the generated file. */
export function tidy(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const kept = Object.entries(mapSubschemas(schema, tidy)).filter(
    ([key]) => !ANNOTATIONS.has(key) && key !== 'writeOnly',
  );
  return protoAsPattern(Object.fromEntries(kept));
}

/** Ajv passes over a property of the name `__proto__`, but not over a pattern that fits it alone. */
function protoAsPattern(schema: JsonObject): JsonObject {
  const properties = objectAt(schema, 'properties');
  if (!Object.hasOwn(properties, '__proto__')) return schema;
  const { ['__proto__']: proto, ...others } = properties;
  const patterns = objectAt(schema, 'patternProperties');
  return {
    ...schema,
    properties: others,
    patternProperties: { ...patterns, '^__proto__$': proto },
  };
}
