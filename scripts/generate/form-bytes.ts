import { isObject, listAt, objectAt, type JsonObject } from '../openapi/json.js';
import type { SchemaKey } from '../openapi/schema-key.js';

/** A text that stands for bytes where these can be sent. */
export function isBytes(schema: JsonObject): boolean {
  return [schema['type']].flat().includes('string') && schema['format'] === 'binary';
}

/** Whether a schema is bytes or a list of them, or has such a property. */
export function holdsBytes(
  schema: unknown,
  read: (key: SchemaKey) => unknown,
  enters: boolean,
  seen = new Set<unknown>(),
): boolean {
  if (!isObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const key = schema['$ref'];
  const inner = [
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listAt(schema, keyword)),
    schema['items'],
    typeof key === 'string' ? read(key) : undefined,
  ];
  const properties = enters ? Object.values(objectAt(schema, 'properties')) : [];
  return (
    isBytes(schema) ||
    inner.some((part) => holdsBytes(part, read, enters, seen)) ||
    properties.some((property) => holdsBytes(property, read, false, seen))
  );
}
