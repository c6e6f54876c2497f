import { isObject, listAt, objectAt, stringsAt, type JsonObject } from './json.js';
import { partsOf, wholeOf } from './parts.js';

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
    const markedIn = (schemas: readonly unknown[]) =>
      schemas.filter(isObject).map((part) => this.markedIn(part));
    const inherited = markedIn(partsOf(this.#document, schema)).flatMap((part) => [...part]);
    // What one branch marks, another may ask for.
    const shared = ['oneOf', 'anyOf'].flatMap((keyword) => {
      const [first, ...others] = markedIn(listAt(schema, keyword));
      return [...(first ?? [])].filter((name) => others.every((other) => other.has(name)));
    });
    const marked = new Set([...names, ...inherited, ...shared]);
    this.#marked.set(schema, marked);
    return marked;
  }

  /** Whether a property is not part of this direction. */
  isMarked(property: unknown): boolean {
    return [...wholeOf(this.#document, property)].some((part) => part[this.mark] === true);
  }

  /** Names that a schema may require, in whichever part. */
  requiredIn(schema: unknown): Set<string> {
    const parts = new Set<JsonObject>();
    wholeOf(this.#document, schema, parts);
    // A set is iterated over what is added meanwhile, too.
    for (const part of parts) {
      for (const branch of [...listAt(part, 'oneOf'), ...listAt(part, 'anyOf')])
        wholeOf(this.#document, branch, parts);
    }
    return new Set(
      [...parts].flatMap((part) => [
        ...stringsAt(part, 'required'),
        ...Object.keys(objectAt(part, 'properties')),
      ]),
    );
  }
}
