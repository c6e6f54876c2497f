import { mappingOf } from './discriminator.js';
import { isObject, listAt, objectAt, toPointer, type JsonObject } from './json.js';

/** A discriminator may map to the bare name of a schema: that becomes a reference like the others. */
export function expandMappings(document: JsonObject, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) expandMappings(document, item);
  if (!isObject(value)) return;
  const mapping = mappingOf(value);
  const schemas = objectAt(objectAt(document, 'components'), 'schemas');
  for (const [key, name] of Object.entries(mapping)) {
    if (typeof name !== 'string' || !Object.hasOwn(schemas, name)) continue;
    mapping[key] = toPointer(['components', 'schemas', name]);
  }
  for (const child of Object.values(value)) expandMappings(document, child);
}

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
