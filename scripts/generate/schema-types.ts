import { isObject, objectAt, toPointer } from '../openapi/json.js';
import { collectOperations } from '../openapi/operations.js';
import { fromKey, PLAIN, toKey, type SchemaKey } from '../openapi/schema-key.js';
import { readerOf, type Direction, type SchemaReader } from '../openapi/schema-reader.js';
import type { Spec } from '../openapi/spec.js';
import { subschemasOf } from '../openapi/subschemas.js';
import { comment } from './doc-comment.js';
import { propertyName } from './literal.js';
import { typeText, type TypeScope } from './type-text.js';

/**
 * The types of a document's schemas, by their names in `components`. A schema that differs between
 * requests and responses has two: the one for requests is called `<Name>Request`, unless nothing
 * but requests reaches it.
 */
export class SchemaTypes {
  readonly #spec: Spec;
  readonly #readers: Record<Direction, SchemaReader>;
  /** Names by direction and key; insertion order is the order of declaration. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #pending: { name: string; key: SchemaKey; direction: Direction }[] = [];
  readonly #aliases = new Map<string, string>();
  readonly #onlyInRequests: ReadonlySet<string>;
  readonly #differing: ReadonlySet<string>;

  constructor(spec: Spec) {
    this.#spec = spec;
    this.#readers = {
      request: readerOf(spec, 'request'),
      response: readerOf(spec, 'response'),
    };
    const hasMarks = /"(readOnly|writeOnly)":true/.test(JSON.stringify(spec.document));
    this.#differing = hasMarks ? this.#findDiffering() : new Set();
    this.#onlyInRequests = hasMarks ? this.#findOnlyInRequests() : new Set();
    for (const name of Object.keys(objectAt(objectAt(spec.document, 'components'), 'schemas'))) {
      const pointer = toPointer(['components', 'schemas', name]);
      const direction = this.#onlyInRequests.has(pointer) ? 'request' : 'response';
      this.#name(pointer, direction, name);
    }
  }

  /** The type of the schema at a place that nothing refers to. */
  typeAt(pointer: string, direction: Direction): string {
    return this.#text(this.#readers[direction].read(pointer), direction);
  }

  /** The type of the parts of a form that is sent. */
  formTypeAt(pointer: string): string {
    return typeText(this.#readers.request.read(pointer), {
      ...this.#scope('request'),
      isForm: true,
    });
  }

  /** The members of `components["schemas"]`: the document's own, and what the types refer to besides. */
  declarations(): string {
    const lines: string[] = [];
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const { name, key, direction } = next;
      const schema = this.#readers[direction].read(key);
      const text = this.#text(schema, direction, this.#isArrayOfItself(key, direction) && name);
      lines.push(`${comment(schema)}${propertyName(name)}: ${text};\n`);
    }
    return lines.join('');
  }

  /** The type aliases that the declarations refer to. */
  aliases(): string {
    return [...this.#aliases].map(([name, text]) => `type ${name} = ${text};\n`).join('');
  }

  /** @param owner names the aliases of its arrays, if it needs any */
  #text(schema: unknown, direction: Direction, owner: string | false = false): string {
    return typeText(schema, {
      ...this.#scope(direction),
      ...(owner !== false && { aliasOf: (array) => this.#alias(owner, array) }),
    });
  }

  #scope(direction: Direction): TypeScope {
    return {
      read: (key) => this.#readers[direction].read(key),
      nameOf: (key) => `components["schemas"][${JSON.stringify(this.#nameOf(key, direction))}]`,
    };
  }

  #alias(owner: string, array: string): string {
    const name = `Array${this.#aliases.size + 1}_${owner.replaceAll(/\W/g, '_')}`;
    this.#aliases.set(name, array);
    return name;
  }

  /** Whether a way leads from a schema to itself on which no object is. */
  #isArrayOfItself(key: SchemaKey, direction: Direction): boolean {
    const reached = new Set<SchemaKey>();
    const open = [key];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const targets = refsIn(this.#readers[direction].read(next), isBesideObjects);
      if (targets.includes(key)) return true;
      open.push(...targets.filter((target) => !reached.has(target)));
      for (const target of targets) reached.add(target);
    }
    return false;
  }

  #nameOf(key: SchemaKey, wanted: Direction): string {
    const { pointer, reading } = fromKey(key);
    const usual = this.#onlyInRequests.has(pointer) ? 'request' : 'response';
    const direction = this.#differing.has(key) ? wanted : usual;
    const known = this.#names.get(`${direction} ${key}`);
    if (known !== undefined) return known;
    const base = pointer
      .replace(/^#\/(components\/schemas\/)?/, '')
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    const part = reading.isBase ? 'Base' : key === pointer ? '' : 'Part';
    return this.#name(
      key,
      direction,
      `${base}${part}${direction === 'request' && this.#differing.has(key) ? 'Request' : ''}`,
    );
  }

  #name(key: SchemaKey, direction: Direction, wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name += '_';
    this.#taken.add(name);
    this.#names.set(`${direction} ${key}`, name);
    this.#pending.push({ name, key, direction });
    return name;
  }

  /** The schemas of which a part, however deep, belongs to one direction alone. */
  #findDiffering(): Set<string> {
    const users = new Map<string, Set<string>>();
    const found = new Set<string>();
    for (const direction of ['request', 'response'] as const) {
      const keys = this.#allKeys(direction);
      for (const key of keys) {
        const schema = this.#readers[direction].read(key);
        if (holdsMark(schema) || fromKey(key).reading.excused.length > 0) found.add(key);
        for (const target of refsIn(schema)) {
          users.set(target, (users.get(target) ?? new Set()).add(key));
        }
      }
    }
    for (const key of found) for (const user of users.get(key) ?? []) found.add(user);
    return found;
  }

  #allKeys(direction: Direction): Set<string> {
    const schemas = objectAt(objectAt(this.#spec.document, 'components'), 'schemas');
    const roots = Object.keys(schemas).map((name) => toPointer(['components', 'schemas', name]));
    const bodies = this.#bodies(direction);
    return this.#reachable([...roots, ...bodies], direction);
  }

  #bodies(direction: Direction): string[] {
    return collectOperations(this.#spec).flatMap(({ request, responses }) => {
      const bodies = direction === 'request' ? [request] : [...responses.values()];
      return bodies.flatMap((body) => body?.contents ?? []).map(({ pointer }) => pointer);
    });
  }

  #reachable(roots: readonly string[], direction: Direction): Set<string> {
    const reached = new Set(roots);
    for (const key of reached) {
      for (const target of refsIn(this.#readers[direction].read(key))) reached.add(target);
    }
    return reached;
  }

  #findOnlyInRequests(): Set<string> {
    const sent = this.#reachable(this.#bodies('request'), 'request');
    const received = this.#reachable(this.#bodies('response'), 'response');
    return new Set(
      [...sent].filter((key) => key === toKey(fromKey(key).pointer, PLAIN) && !received.has(key)),
    );
  }
}

function holdsMark(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema['readOnly'] === true || schema['writeOnly'] === true) return true;
  return subschemasOf(schema).some((child) => holdsMark(child.schema));
}

function refsIn(schema: unknown, enters: (keyword: string) => boolean = () => true): string[] {
  if (!isObject(schema)) return [];
  const own = typeof schema['$ref'] === 'string' ? [schema['$ref']] : [];
  const inner = subschemasOf(schema).filter(({ keyword }) => enters(keyword));
  return [...own, ...inner.flatMap((child) => refsIn(child.schema, enters))];
}

/** Keywords whose schemas are part of a type without an object type around them. */
function isBesideObjects(keyword: string): boolean {
  return ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'].includes(keyword);
}
