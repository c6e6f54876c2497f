import { inheritorsIn } from '../openapi/inheritance.js';
import { isObject, joinPointer, listAt, objectAt, resolve, valueAt } from '../openapi/json.js';
import type { JsonObject } from '../openapi/json.js';
import { dropSiblings } from '../openapi/legacy-keywords.js';
import { resolveReferences } from '../openapi/references.js';
import { SpecSource } from '../openapi/source.js';
import { walkDocument } from '../openapi/walk.js';

/** A value of an OpenAPI document, and where it stands. */
export interface Located {
  readonly value: unknown;
  readonly pointer: string;
}

/** An OpenAPI document to be compared. */
export interface OpenApiDocument {
  readonly root: JsonObject;
  readonly dialect: '3.0' | '3.1';
  /** Places of the names that `$dynamicAnchor` gives to schemas. */
  readonly dynamicAnchors: ReadonlyMap<string, Located[]>;
  /** The schemas that extend each schema. */
  readonly inheritors: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads an OpenAPI document from its text.
 *
 * @param name how messages call it
 * @throws SpecError if the text is not YAML or JSON, or not an OpenAPI 3.0 or 3.1 document.
 */
export function parseOpenApi(name: string, text: string): OpenApiDocument {
  const source = new SpecSource(name, text);
  const root = source.toJson();
  const version = isObject(root) ? String(root['openapi']) : '';
  const [dialect] = /^3\.[01]/.exec(version) ?? [];
  if (!isObject(root) || (dialect !== '3.0' && dialect !== '3.1'))
    throw source.error('#', 'not an OpenAPI 3.0 or 3.1 document');
  if (dialect === '3.0') dropSiblings(source, root);
  // What leads nowhere is compared as it is written.
  resolveReferences(source, root, () => undefined);
  const dynamicAnchors = new Map<string, Located[]>();
  walkDocument(root, (node) => {
    const name = node.value['$dynamicAnchor'];
    if (node.kind !== 'schema' || typeof name !== 'string') return;
    const at = { value: node.value, pointer: node.pointer };
    dynamicAnchors.set(name, [...(dynamicAnchors.get(name) ?? []), at]);
  });
  return { root, dialect, dynamicAnchors, inheritors: inheritorsIn(root) };
}

/** What a reference leads to; undefined if that is nothing. */
function targetOf({ root }: OpenApiDocument, reference: unknown): Located | undefined {
  const pointer = typeof reference === 'string' ? reference : '';
  const value = valueAt(root, pointer);
  return value === undefined ? undefined : { value, pointer };
}

/** All that a schema may mean by its reference: more than one place only for `$dynamicRef`. */
export function targetsOf(document: OpenApiDocument, schema: JsonObject): Located[] {
  const target = targetOf(document, schema['$ref'] ?? schema['$dynamicRef']);
  if (target === undefined) return [];
  const name = objectAt(target, 'value')['$dynamicAnchor'];
  const isDynamic = !('$ref' in schema) && typeof name === 'string';
  return (isDynamic && document.dynamicAnchors.get(name)) || [target];
}

/** The value of a place after following its `$ref`s; unchanged if they lead nowhere. */
export function follow(document: OpenApiDocument, start: Located): Located {
  const { value, pointer = start.pointer } = resolve(document.root, start.value);
  return value === undefined ? start : { value, pointer };
}

/** A schema, and all that describes the same value by its `$ref` or its `allOf`. */
export function wholeOf(document: OpenApiDocument, schema: Located, depth = 0): Located[] {
  const { value } = schema;
  if (!isObject(value) || depth > 8) return [];
  const target = targetOf(document, value['$ref']);
  const inner = [...(target ? [target] : []), ...membersOf(schema, 'allOf')];
  return [schema, ...inner.flatMap((part) => wholeOf(document, part, depth + 1))];
}

/** The schemas in a list of a schema, such as `allOf`. */
export function membersOf({ value, pointer }: Located, keyword: string): Located[] {
  if (!isObject(value)) return [];
  return listAt(value, keyword).map((item, index) => ({
    value: item,
    pointer: joinPointer(pointer, keyword, `${index}`),
  }));
}

/** A child of an object, its own `$ref`s followed; undefined if there is none. */
export function child(
  document: OpenApiDocument,
  parent: Located,
  key: string,
): Located | undefined {
  if (!isObject(parent.value) || !Object.hasOwn(parent.value, key)) return undefined;
  return follow(document, { value: parent.value[key], pointer: joinPointer(parent.pointer, key) });
}

/** All children of an object or a list by their keys, their own `$ref`s followed. */
export function children(
  document: OpenApiDocument,
  parent: Located | undefined,
): Map<string, Located> {
  const entries = Object.entries(
    isObject(parent?.value) || Array.isArray(parent?.value) ? parent.value : {},
  );
  const pointer = parent?.pointer ?? '#';
  return new Map(
    entries.map(([key, value]: [string, unknown]) => {
      return [key, follow(document, { value, pointer: joinPointer(pointer, key) })];
    }),
  );
}

/** Whether a request body, a parameter or a header must be there. */
export function isRequired(part: Located | undefined): boolean {
  return isObject(part?.value) && part.value['required'] === true;
}

/** Keys for readers. */
export const documented: readonly string[] = [
  ...['title', 'summary', 'description', 'example', 'examples', 'externalDocs', 'deprecated'],
];
const notes = new Set([...documented, 'tags', '$comment']);
/** What stands in these is named by the document's author, so no name is a keyword. */
const maps = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', 'dependentRequired', '$defs'],
  ...['headers', 'responses', 'links', 'callbacks', 'content', 'encoding', 'variables', 'mapping'],
  // Of a link, and of each requirement in a list.
  ...['parameters', 'security'],
]);
const data = new Set(['enum', 'const', 'default']);

/** JSON in which the order of keys does not matter. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * A value of the document, including everything that it refers to, as a comparable text.
 * Descriptions, examples, extensions, the order of keys and the names of components make no
 * difference.
 */
export function fingerprint(document: OpenApiDocument, value: unknown): string {
  const seen = new Map<string, number>();
  const inline = (part: unknown, parent: string): unknown => {
    if (Array.isArray(part))
      return part.map((item) => inline(item, parent === 'security' ? parent : ''));
    if (!isObject(part) || data.has(parent)) return part;
    const isMap = maps.has(parent);
    const keys = Object.keys(part).filter((key) => isMap || !(notes.has(key) || isExtension(key)));
    const target = targetOf(document, part['$ref']);
    // 3.0 ignores what stands beside a reference.
    if (target && (document.dialect === '3.0' || keys.length === 1)) return inlineTarget(target);
    return Object.fromEntries(
      keys.sort().map((key) => {
        const isReference = key === '$ref' && target !== undefined;
        return [key, isReference ? inlineTarget(target) : inline(part[key], isMap ? '' : key)];
      }),
    );
  };
  const inlineTarget = (target: Located): unknown => {
    const index = seen.get(target.pointer);
    if (index !== undefined) return index;
    seen.set(target.pointer, seen.size);
    return inline(target.value, '');
  };
  return canonical(inline(value, '') ?? null);
}

/** Whether a key is a specification extension, which changes nothing for callers. */
export function isExtension(key: string): boolean {
  return key.startsWith('x-');
}
