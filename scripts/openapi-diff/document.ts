import { inheritorsIn } from '../openapi/inheritance.js';
import { isObject, joinPointer, listAt, objectAt, resolve, valueAt } from '../openapi/json.js';
import type { JsonObject } from '../openapi/json.js';
import { dropSiblings } from '../openapi/legacy-keywords.js';
import { resolveReferences } from '../openapi/references.js';
import { SpecSource } from '../openapi/source.js';
import { walkDocument } from '../openapi/walk.js';

/** An OpenAPI document to be compared. */
export interface OpenApiDocument {
  readonly side: 'base' | 'head';
  readonly root: JsonObject;
  readonly dialect: '3.0' | '3.1';
  /** Pointers to the schemas that have the same `$dynamicAnchor`. */
  readonly dynamicAnchors: ReadonlyMap<string, readonly string[]>;
  /** The schemas that extend each schema. */
  readonly inheritors: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads an OpenAPI document from its text.
 *
 * @param side which of both documents it is; messages call it by that
 * @throws SpecError if the text is not YAML or JSON, or not an OpenAPI 3.0 or 3.1 document.
 */
export function parseOpenApi(side: 'base' | 'head', text: string): OpenApiDocument {
  const source = new SpecSource(side, text);
  const root = source.toJson();
  const version = isObject(root) ? String(root['openapi']) : '';
  const [dialect] = /^3\.[01]/.exec(version) ?? [];
  if (!isObject(root) || (dialect !== '3.0' && dialect !== '3.1'))
    throw source.error('#', 'not an OpenAPI 3.0 or 3.1 document');
  if (dialect === '3.0') dropSiblings(source, root);
  // What leads nowhere is compared as it is written.
  resolveReferences(source, root, () => undefined);
  const dynamicAnchors = new Map<string, string[]>();
  walkDocument(root, (node) => {
    const name = node.value['$dynamicAnchor'];
    if (node.kind !== 'schema' || typeof name !== 'string') return;
    dynamicAnchors.set(name, [...(dynamicAnchors.get(name) ?? []), node.pointer]);
  });
  return { side, root, dialect, dynamicAnchors, inheritors: inheritorsIn(root) };
}

/** A value of an OpenAPI document, and where it stands. */
export class SpecNode {
  readonly document: OpenApiDocument;
  readonly pointer: string;
  readonly value: unknown;

  constructor(document: OpenApiDocument, pointer: string, value: unknown) {
    this.document = document;
    this.pointer = pointer;
    this.value = value;
  }

  /** The value if it is an object, else an object without keys. */
  get object(): JsonObject {
    return isObject(this.value) ? this.value : {};
  }

  /** Whether this is a request body, a parameter or a header that must be there. */
  get isRequired(): boolean {
    return this.object['required'] === true;
  }

  /** Another value at this place, or further in. */
  with(value: unknown, ...keys: string[]): SpecNode {
    return new SpecNode(this.document, joinPointer(this.pointer, ...keys), value);
  }

  /** What stands under a key, as a list of one; else an empty list. */
  childrenAt(key: string): SpecNode[] {
    return Object.hasOwn(this.object, key) ? [this.with(this.object[key], key)] : [];
  }

  /** What stands under a key that holds a list. */
  itemsAt(key: string): SpecNode[] {
    return listAt(this.object, key).map((item, index) => this.with(item, key, `${index}`));
  }

  /** What stands under a key that holds a map, by its names. */
  namedAt(key: string): [string, SpecNode][] {
    const map = Object.entries(objectAt(this.object, key));
    return map.map(([name, value]) => [name, this.with(value, key, name)]);
  }

  /** What `$ref`s lead to; the node itself if they lead nowhere. */
  follow(): SpecNode {
    const { value, pointer = this.pointer } = resolve(this.document.root, this.value);
    return value === undefined ? this : new SpecNode(this.document, pointer, value);
  }

  /** What stands under a key, its own `$ref`s followed. */
  child(key: string): SpecNode | undefined {
    return this.childrenAt(key)[0]?.follow();
  }

  /**
   * All in a map or a list under a key, their own `$ref`s followed.
   *
   * @param rename what a name is compared as; undefined if it says nothing
   */
  all(key: string, rename = (name: string): string | undefined => name): Map<string, SpecNode> {
    const parent = this.child(key) ?? this.with(undefined);
    const { value, object } = parent;
    const entries = Object.entries(Array.isArray(value) ? value : object);
    return new Map(
      entries.flatMap(([name, one]: [string, unknown]) => {
        const renamed = rename(name);
        return renamed === undefined ? [] : [[renamed, parent.with(one, name).follow()]];
      }),
    );
  }

  /** A schema, and all that describes the same value by its `$ref` or its `allOf`. */
  whole(depth = 0): SpecNode[] {
    if (!isObject(this.value) || depth > 8) return [];
    const inner = [...nodesAt(this.document, this.value['$ref']), ...this.itemsAt('allOf')];
    return [this, ...inner.flatMap((part) => part.whole(depth + 1))];
  }
}

export function rootOf(document: OpenApiDocument): SpecNode {
  return new SpecNode(document, '#', document.root);
}

/** What a reference leads to, as a list of one; an empty list if that is nothing. */
export function nodesAt(document: OpenApiDocument, reference: unknown): SpecNode[] {
  const pointer = typeof reference === 'string' ? reference : '';
  const value = valueAt(document.root, pointer);
  return value === undefined ? [] : [new SpecNode(document, pointer, value)];
}

/** All that a schema may mean by its reference: more than one place only for `$dynamicRef`. */
export function targetsOf({ document, object: schema }: SpecNode): SpecNode[] {
  const found = nodesAt(document, schema['$ref'] ?? schema['$dynamicRef']);
  const name = found[0]?.object['$dynamicAnchor'];
  const isDynamic = !('$ref' in schema) && typeof name === 'string';
  const anchored = isDynamic ? document.dynamicAnchors.get(name) : undefined;
  return anchored?.flatMap((pointer) => nodesAt(document, pointer)) ?? found;
}

/** The same schemas without references that only lead on, and without repetitions. */
export function settle(schemas: readonly SpecNode[]): SpecNode[] {
  const targets = schemas.map((schema) => {
    return Object.keys(schema.object).length === 1 ? schema.follow() : schema;
  });
  return [...new Map(targets.map((schema) => [schema.pointer, schema])).values()];
}
