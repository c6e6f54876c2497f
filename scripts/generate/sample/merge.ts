import { listAt, objectAt, stringsAt, type JsonObject } from '../../openapi/json.js';

/** Two schemas of one value as one; where they are at odds, the second wins. */
export function mergeSchemas(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...one, ...other };
  const required = [...new Set([...stringsAt(one, 'required'), ...stringsAt(other, 'required')])];
  if (required.length > 0) merged['required'] = required;
  for (const keyword of ['items', 'additionalProperties', 'propertyNames']) {
    if (keyword in one && keyword in other) {
      merged[keyword] = { allOf: [one[keyword], other[keyword]] };
    }
  }
  for (const keyword of ['properties', 'patternProperties']) {
    const [first, second] = [objectAt(one, keyword), objectAt(other, keyword)];
    const names = new Set([...Object.keys(first), ...Object.keys(second)]);
    if (names.size === 0) continue;
    merged[keyword] = Object.fromEntries(
      [...names].map((name) => {
        const parts = [first, second]
          .filter((map) => Object.hasOwn(map, name))
          .map((map) => map[name]);
        return [name, parts.length === 1 ? parts[0] : { allOf: parts }];
      }),
    );
  }
  const types = [one, other]
    .filter((schema) => 'type' in schema)
    .map((schema) => [schema['type']].flat());
  if (types.length === 2) {
    const common =
      types[0]?.filter(
        (type) => types[1]?.includes(type) || (type === 'integer' && types[1]?.includes('number')),
      ) ?? [];
    merged['type'] = common.length > 0 ? common : types[1];
  }
  const enums = [one, other]
    .filter((schema) => Array.isArray(schema['enum']))
    .map((schema) => listAt(schema, 'enum'));
  if (enums.length === 2) merged['enum'] = enums[0]?.filter((value) => enums[1]?.includes(value));
  for (const [keyword, pick] of BOUNDS) {
    const bounds = [one[keyword], other[keyword]].filter((bound) => typeof bound === 'number');
    if (bounds.length === 2) merged[keyword] = pick(...bounds);
  }
  return merged;
}

const BOUNDS = [
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map(
    (keyword) => [keyword, Math.max] as const,
  ),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map(
    (keyword) => [keyword, Math.min] as const,
  ),
];
