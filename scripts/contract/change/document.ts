import { isObject, resolve, toPointer, type JsonObject } from '../../openapi/json.js';
import { expandMappings, modernize } from '../../openapi/legacy-keywords.js';
import { SpecSource } from '../../openapi/source.js';

/** A value of an OpenAPI document, and where it stands. */
export interface Located {
  readonly value: unknown;
  readonly pointer: string;
}

/** An OpenAPI document to be compared. */
export interface OpenApiDocument {
  readonly root: JsonObject;
  readonly dialect: '3.0' | '3.1';
}

/**
 * Reads an OpenAPI document from its text.
 *
 * @param name what messages call it
 * @throws SpecError where the text is no YAML or JSON, or no OpenAPI document.
 */
export function parseOpenApi(name: string, text: string): OpenApiDocument {
  const source = new SpecSource(name, text);
  const root = source.toJson();
  const version = isObject(root) ? String(root['openapi']) : '';
  const [dialect] = /^3\.[01]/.exec(version) ?? [];
  if (!isObject(root) || (dialect !== '3.0' && dialect !== '3.1'))
    throw source.error('#', 'not an OpenAPI 3.0 or 3.1 document');
  expandMappings(root, root);
  if (dialect === '3.1') modernize(root);
  return { root, dialect };
}

/** What a place holds once its `$ref`s are followed. */
export function follow({ root }: OpenApiDocument, { value, pointer }: Located): Located {
  const target = resolve(root, value);
  return { value: target.value, pointer: target.pointer ?? pointer };
}

/** A child of an object, its own `$ref`s followed; undefined where there is none. */
export function child(
  document: OpenApiDocument,
  parent: Located,
  key: string,
): Located | undefined {
  if (!isObject(parent.value) || !Object.hasOwn(parent.value, key)) return undefined;
  return follow(document, { value: parent.value[key], pointer: join(parent.pointer, key) });
}

/** All children of an object by their keys, their own `$ref`s followed. */
export function children(
  document: OpenApiDocument,
  parent: Located | undefined,
): Map<string, Located> {
  const found = new Map<string, Located>();
  if (!parent || !isObject(parent.value)) return found;
  for (const key of Object.keys(parent.value)) {
    const value = child(document, parent, key);
    if (value) found.set(key, value);
  }
  return found;
}

/** A pointer one step further. */
export function join(pointer: string, key: string): string {
  return pointer + toPointer([key]).slice(1);
}
