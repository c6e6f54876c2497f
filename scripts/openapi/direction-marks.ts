import { isObject, listAt, objectAt, stringsAt, valueAt, type JsonObject } from './json.js';

/** What `readOnly` keeps out of requests, or `writeOnly` out of responses. */
export class DirectionMarks {
  readonly mark: 'readOnly' | 'writeOnly';
  readonly #document: JsonObject;
  readonly #marked = new WeakMap<JsonObject, ReadonlySet<string>>();

  constructor(document: JsonObject, mark: 'readOnly' | 'writeOnly') {
    this.#document = document;
    this.mark = mark;
  }

  /** Names of the properties, own or of a part, that are not part of this direction. */
  markedIn(schema: JsonObject): ReadonlySet<string> {
    const known = this.#marked.get(schema);
    if (known !== undefined) return known;
    this.#marked.set(schema, new Set());
    const names = Object.entries(objectAt(schema, 'properties'))
      .filter(([, property]) => this.isMarked(property))
      .map(([name]) => name);
    const inherited = this.#partsOf(schema).flatMap((part) => [...this.markedIn(part)]);
    // What one branch marks, another may ask for.
    const shared = ['oneOf', 'anyOf'].flatMap((keyword) => {
      const [first, ...others] = listAt(schema, keyword)
        .filter(isObject)
        .map((branch) => this.markedIn(branch));
      return [...(first ?? [])].filter((name) => others.every((other) => other.has(name)));
    });
    const marked = new Set([...names, ...inherited, ...shared]);
    this.#marked.set(schema, marked);
    return marked;
  }

  /** Additional constraints on every value of a schema. */
  #partsOf(schema: JsonObject): JsonObject[] {
    const ref = schema['$ref'];
    const target = typeof ref === 'string' ? valueAt(this.#document, ref) : undefined;
    return [...listAt(schema, 'allOf'), target].filter(isObject);
  }

  /** Whether a property is not part of this direction. */
  isMarked(property: unknown, seen = new Set<unknown>()): boolean {
    if (!isObject(property) || seen.has(property)) return false;
    seen.add(property);
    if (property[this.mark] === true) return true;
    const ref = property['$ref'];
    const parts = [
      ...listAt(property, 'allOf'),
      ...(typeof ref === 'string' ? [valueAt(this.#document, ref)] : []),
    ];
    return parts.some((part) => this.isMarked(part, seen));
  }

  /** Names that a schema may require, in whichever part. */
  requiredIn(schema: unknown, seen = new Set<unknown>()): Set<string> {
    if (!isObject(schema) || seen.has(schema)) return new Set();
    seen.add(schema);
    const branches = ['oneOf', 'anyOf'].flatMap((keyword) => listAt(schema, keyword));
    const inner = [...this.#partsOf(schema), ...branches].flatMap((part) => [
      ...this.requiredIn(part, seen),
    ]);
    return new Set([
      ...stringsAt(schema, 'required'),
      ...Object.keys(objectAt(schema, 'properties')),
      ...inner,
    ]);
  }
}
