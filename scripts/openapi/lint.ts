import { BaseResolver, createConfig, lintDocument, Source } from '@redocly/openapi-core';
import {
  fromPointer,
  isObject,
  joinPointer,
  namesInherited,
  objectAt,
  valueAt,
  type JsonObject,
} from './json.js';
import { KEYWORDS } from './keywords.js';
import { SpecError, type SpecSource } from './source.js';
import type { Spec } from './spec.js';
import { subschemasOf } from './subschemas.js';
import { walkDocument, type NodeKind } from './walk.js';

/**
 * Checks the structure of a document against OpenAPI. An unknown keyword in a schema is a warning,
 * since JSON Schema allows it.
 *
 * @throws SpecError with the place of the first fault
 */
export async function lint({ source, document }: Spec): Promise<void> {
  const outline = outlineOf(document);
  const kinds = requireReferences(source, outline);
  const rules = { struct: 'error' } as const;
  for (const { message, pointer } of await problemsIn(source.file, outline, { rules })) {
    const isUnknownKeyword =
      kinds.get(valueAt(outline, parentOf(pointer))) === 'schema' &&
      message.includes('is not expected here');
    if (!isUnknownKeyword) throw source.error(pointer, message);
    const keyword = fromPointer(pointer)?.at(-1) ?? '';
    const warning = KEYWORDS.has(keyword)
      ? `"${keyword}" is a keyword of OpenAPI 3.1, and is read as there`
      : `unknown keyword "${keyword}" is ignored`;
    source.warn(pointer, warning);
  }
}

/** What rules of the linter find in a document; nothing outside of it is read. */
export async function problemsIn(
  file: string,
  document: JsonObject,
  options: Parameters<typeof createConfig>[0],
) {
  const config = await createConfig(options);
  const problems = await lintDocument({
    // Its text is only for messages that show an excerpt.
    document: { source: new Source(file, '', 'application/json'), parsed: document },
    config: config.styleguide,
    externalRefResolver: new OfflineResolver(),
  }).catch((cause: unknown) => {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SpecError(`${file}: schemas refer to each other too deeply`, { cause });
  });
  return problems
    .map(({ location, ...problem }) => ({ ...problem, pointer: location[0]?.pointer ?? '#' }))
    .filter(({ pointer }) => !isTolerated(document, pointer));
}

/**
 * The linter follows a `$ref` anywhere; OpenAPI knows it only in place of some kinds of objects.
 *
 * @returns the kind of each object
 */
function requireReferences(source: SpecSource, outline: JsonObject): Map<unknown, NodeKind> {
  const kinds = new Map<unknown, NodeKind>();
  const places: { readonly value: unknown; readonly pointer: string }[] = [];
  walkDocument(outline, ({ kind, value, pointer }) => {
    kinds.set(value, kind);
    places.push({ value, pointer });
    for (const [key, item] of Object.entries(value)) {
      if (kind === 'schema' && !KEYWORDS.has(key) && key !== 'discriminator') continue;
      const place = joinPointer(pointer, key);
      places.push({ value: item, pointer: place });
      if (!Array.isArray(item)) continue;
      item.forEach((value, index) => {
        places.push({ value, pointer: joinPointer(place, `${index}`) });
      });
    }
  });
  const wrong = places.find(({ value }) => isReference(value) && FIXED.has(kinds.get(value)));
  if (wrong === undefined) return kinds;
  const message = 'a $ref cannot stand here: put what it refers to in its place';
  throw source.error(joinPointer(wrong.pointer, '$ref'), message);
}

function isReference(value: unknown): boolean {
  return isObject(value) && typeof value['$ref'] === 'string';
}

/** Kinds of objects that no reference can stand for. */
const FIXED: ReadonlySet<NodeKind | undefined> = new Set([
  undefined,
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
function isTolerated(document: JsonObject, pointer: string): boolean {
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
function renameInherited(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renameInherited);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    const isRef = key === '$ref' && typeof item === 'string';
    const renamed = isRef ? item.split('/').map(renamedKey).join('/') : renameInherited(item);
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
  return list.map((item: unknown) => (typeof item === 'object' && item !== null ? {} : item));
}

/** Refuses to read anything outside of the document. */
class OfflineResolver extends BaseResolver {
  override loadExternalRef(): Promise<Source> {
    return Promise.reject(new Error('it points outside of the document: bundle it in'));
  }
}
