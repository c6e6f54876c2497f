import { listAt, type JsonObject } from './json.js';

/** 3.0 and draft 4: `{minimum: 0, exclusiveMinimum: true}`; since draft 6: `{exclusiveMinimum: 0}`. */
export function modernizeBound(schema: JsonObject, bound: string, exclusive: string): void {
  const limit = schema[bound];
  if (typeof schema[exclusive] !== 'boolean') return;
  const isExclusive = schema[exclusive];
  Reflect.deleteProperty(schema, exclusive);
  if (!isExclusive || typeof limit !== 'number') return;
  Reflect.deleteProperty(schema, bound);
  schema[exclusive] = limit;
}

/** What 3.0 means by `nullable`, for a schema that no other is combined with. */
export function allowNull(schema: JsonObject): void {
  if ('type' in schema) schema['type'] = [...new Set([schema['type'], 'null'].flat())];
  const allowed = listAt(schema, 'enum');
  if (allowed.length > 0 && !allowed.includes(null)) schema['enum'] = [...allowed, null];
}
