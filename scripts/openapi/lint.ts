import { BaseResolver, createConfig, lintDocument, Source } from '@redocly/openapi-core';
import {
  fromPointer,
  isObject,
  namesInherited,
  objectAt,
  toPointer,
  valueAt,
  type JsonObject,
} from './json.js';
import { KEYWORDS } from './keywords.js';
import { SpecError } from './source.js';
import type { Spec } from './spec.js';
import { subschemasOf } from './subschemas.js';
import { walkDocument, type NodeKind } from './walk.js';

/**
 * Checks the structure of a document against OpenAPI. An unknown keyword in a schema is a warning,
 * since JSON Schema allows it.
 *
 * @throws SpecError with the place of the first fault
 */
export async function lint(spec: Spec): Promise<void> {
  const outline = outlineOf(spec.document);
  requireReferences(spec, outline);
  const config = await createConfig({ rules: { struct: 'error' } });
  const problems = await lintDocument({
    document: {
      // Its text is only for messages that show an excerpt.
      source: new Source(spec.source.file, '', 'application/json'),
      parsed: outline,
    },
    config: config.styleguide,
    externalRefResolver: new OfflineResolver(),
  }).catch((cause: unknown) => {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SpecError(`${spec.source.file}: schemas refer to each other too deeply`, { cause });
  });
  const found = problems
    .map(({ message, location }) => ({ message, pointer: location[0]?.pointer ?? '#' }))
    .filter(({ pointer }) => !isTolerated(outline, pointer));
  const schemas = new Set<unknown>();
  if (found.length > 0) {
    walkDocument(outline, ({ kind, value }) => {
      if (kind === 'schema') schemas.add(value);
    });
  }
  for (const { message, pointer } of found) {
    const isUnknownKeyword =
      schemas.has(valueAt(outline, parentOf(pointer))) && message.includes('is not expected here');
    if (!isUnknownKeyword) throw spec.source.error(pointer, message);
    const keyword = fromPointer(pointer)?.at(-1) ?? '';
    const warning = KEYWORDS.has(keyword)
      ? `"${keyword}" is a keyword of OpenAPI 3.1, and is read as there`
      : `unknown keyword "${keyword}" is ignored`;
    spec.source.warn(pointer, warning);
  }
}

/** The linter follows a `$ref` anywhere; OpenAPI knows it only in place of some kinds of objects. */
function requireReferences(spec: Spec, outline: JsonObject): void {
  const referring = new Set<JsonObject>();
  const found: { readonly value: JsonObject; readonly path: readonly string[] }[] = [];
  walkDocument(outline, ({ kind, value, path }) => {
    if (!FIXED.has(kind)) referring.add(value);
    else if (isReference(value)) found.push({ value, path });
    for (const [key, item] of Object.entries(value)) {
      const isIgnored = kind === 'schema' && !KEYWORDS.has(key) && key !== 'discriminator';
      if (!isIgnored && isObject(item) && isReference(item))
        found.push({ value: item, path: [...path, key] });
    }
  });
  const wrong = found.find(({ value }) => !referring.has(value));
  if (wrong === undefined) return;
  const message = 'a $ref cannot stand here: put what it refers to in its place';
  throw spec.source.error(toPointer([...wrong.path, '$ref']), message);
}

function isReference(value: JsonObject): boolean {
  return typeof value['$ref'] === 'string';
}

/** Kinds of objects that no reference can stand for. */
const FIXED: ReadonlySet<NodeKind> = new Set([
  'document',
  'paths',
  'components',
  'operation',
  'responses',
  'mediaType',
  'encoding',
]);

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

// `nullable` beside `allOf` without a `type` was valid before 3.0.3 and is still written everywhere;
// in 3.1, it and a boolean `exclusiveMinimum` are read as 3.0 meant them.
export function isTolerated(document: JsonObject, pointer = '#'): boolean {
  const [, keyword = ''] = /\/(nullable|exclusiveMinimum|exclusiveMaximum)$/.exec(pointer) ?? [];
  const types = keyword === 'nullable' ? ['boolean'] : ['boolean', 'number'];
  return keyword !== '' && types.includes(typeof valueAt(document, pointer));
}

/**
 * A copy in which only references look like references: data and extensions, which the linter would
 * search for `$ref` and `externalValue`, are left out.
 */
export function outlineOf(document: JsonObject): JsonObject {
  const json = JSON.stringify(document);
  const copied: unknown = namesInherited(json) ? renameInherited(document) : JSON.parse(json);
  const copy = objectAt({ copied }, 'copied');
  walkDocument(copy, ({ kind, value }) => {
    const hasNames = kind === 'paths' || kind === 'responses' || kind === 'callback';
    for (const key of Object.keys(value)) {
      if (key.startsWith('x-')) Reflect.deleteProperty(value, key);
      else if (hasNames) continue;
      else if (DATA.has(key) || key === 'externalValue') Reflect.deleteProperty(value, key);
      else if (key === 'enum') value[key] = withoutObjects(value[key]);
      else if (typeof value[key] === 'boolean' && key === 'schema') value[key] = {};
    }
    if (kind === 'schema') replaceBooleans(value);
    if (kind === 'components') replaceBooleans({ properties: value['schemas'] });
    if (kind === 'link')
      for (const key of ['parameters', 'requestBody']) Reflect.deleteProperty(value, key);
  });
  return copy;
}

/**
 * A copy without keys that every object inherits, such as `constructor`: the linter looks keys up
 * without asking whether they are.
 */
function renameInherited(object: JsonObject): JsonObject {
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    return isObject(value) ? renameInherited(value) : value;
  };
  const entries = Object.entries(object).map(([key, value]) => {
    const renamed =
      key === '$ref' && typeof value === 'string'
        ? value.split('/').map(renamedKey).join('/')
        : rename(value);
    return [renamedKey(key), renamed] as const;
  });
  return Object.fromEntries(entries);
}

function renamedKey(key: string): string {
  return key in Object.prototype ? `${key} (renamed)` : key;
}

const DATA = new Set(['example', 'examples', 'default', 'const', 'value']);

/** The linter does not know that `true` and `false` are schemas. */
function replaceBooleans(parent: JsonObject): void {
  for (const { schema, path } of subschemasOf(parent)) {
    const [keyword = '', name] = path;
    if (typeof schema !== 'boolean') continue;
    const owner = name === undefined ? parent : parent[keyword];
    Object.assign(owner ?? {}, { [name ?? keyword]: {} });
  }
}

function withoutObjects(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown) => (typeof item === 'object' ? null : item));
}

/** Refuses to read anything outside of the document. */
export class OfflineResolver extends BaseResolver {
  override loadExternalRef(): Promise<Source> {
    return Promise.reject(new Error('it points outside of the document: bundle it in'));
  }
}
