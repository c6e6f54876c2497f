import { joinPointer, listAt, type JsonObject } from './json.js';
import { ANNOTATIONS, KEYWORDS } from './keywords.js';
import type { SpecSource } from './source.js';
import { walkDocument } from './walk.js';

const MARKS = new Set(['nullable', 'readOnly', 'writeOnly']);

/** OpenAPI 3.0, section 4.7.23: what stands beside a `$ref` is ignored. */
export function dropSiblings(source: SpecSource, document: JsonObject): void {
  walkDocument(document, ({ kind, value, pointer }) => {
    if (kind !== 'schema' || typeof value['$ref'] !== 'string') return;
    for (const key of Object.keys(value).filter((name) => name !== '$ref')) {
      Reflect.deleteProperty(value, key);
      const isMissed = KEYWORDS.has(key) ? !ANNOTATIONS.has(key) : MARKS.has(key);
      if (!isMissed) continue;
      source.warn(joinPointer(pointer, key), `"${key}" beside a $ref is ignored in OpenAPI 3.0`);
    }
  });
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
