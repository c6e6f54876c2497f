export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(parent: unknown, key: string): JsonObject {
  const value = isObject(parent) ? parent[key] : undefined;
  return isObject(value) ? value : {};
}

export function listAt(parent: JsonObject, key: string): unknown[] {
  const value = parent[key];
  return Array.isArray(value) ? value : [];
}

export function stringsAt(parent: JsonObject, key: string): string[] {
  return listAt(parent, key).filter((item) => typeof item === 'string');
}

/** Whether JSON holds a name that every object inherits, such as `constructor`, or such a text. */
export function namesInherited(json: string): boolean {
  return Object.getOwnPropertyNames(Object.prototype).some((name) => json.includes(`"${name}"`));
}

/** A copy without some keys. */
export function omit(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** A copy with each value changed. */
export function mapValues(
  object: JsonObject,
  change: (value: unknown, key: string) => unknown,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value, key)]),
  );
}

/** `#/a/b~1c` from its segments. */
export function toPointer(segments: readonly string[]): string {
  return ['#', ...segments.map(escapeSegment)].join('/');
}

/** The pointer to what lies further in. */
export function joinPointer(pointer: string, ...keys: string[]): string {
  return pointer + toPointer(keys).slice(1);
}

/** RFC 6901, section 6: in a URI fragment, `%` has to be encoded. */
function escapeSegment(segment: string): string {
  if (!/[~/%]/.test(segment)) return segment;
  return segment.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25');
}

/** The segments of a local `$ref`; undefined if it is not a JSON pointer into this document. */
export function fromPointer(pointer: string): string[] | undefined {
  if (pointer === '#') return [];
  if (!pointer.startsWith('#/')) return undefined;
  return pointer.slice(2).split('/').map(unescapeSegment);
}

function unescapeSegment(segment: string): string {
  if (!/[~%]/.test(segment)) return segment;
  return decodeSafely(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value at a pointer; undefined if there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  const segments = fromPointer(pointer);
  if (segments === undefined) return undefined;
  return segments.reduce<unknown>(childOf, root);
}

/** The same where an object is expected; an empty one if there is none. */
export function objectAtPointer(root: unknown, pointer: string): JsonObject {
  const value = valueAt(root, pointer);
  return isObject(value) ? value : {};
}

function childOf(parent: unknown, key: string): unknown {
  if (Array.isArray(parent))
    return /^\d+$/.test(key) ? (parent[Number(key)] as unknown) : undefined;
  return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

/** Follows `$ref`s to their target; undefined for a circular `$ref`. */
export function resolve(root: unknown, start: unknown): { value: unknown; pointer?: string } {
  const seen = new Set<string>();
  let value = start;
  let pointer: string | undefined;
  while (isObject(value) && typeof value['$ref'] === 'string') {
    pointer = value['$ref'];
    if (seen.has(pointer)) return { value: undefined, pointer };
    seen.add(pointer);
    value = valueAt(root, pointer);
  }
  return pointer === undefined ? { value } : { value, pointer };
}
