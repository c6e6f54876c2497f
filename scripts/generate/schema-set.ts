import { type JsonObject } from '../openapi/json.js';
import { fromKey, type SchemaKey } from '../openapi/schema-key.js';
import { readerOf, type Direction, type SchemaReader } from '../openapi/schema-reader.js';
import type { Spec } from '../openapi/spec.js';
import { asVariant, type References, type Variant } from './strict-schemas.js';
import { tidy } from './tidy.js';

/**
 * The schemas that the checks of one direction need, each once: recursive and shared schemas stay
 * references, and unreachable ones are left out.
 */
export class SchemaSet implements References {
  readonly #direction: Direction;
  readonly #reader: SchemaReader;
  readonly #names = new Map<string, string>();
  readonly #schemas: JsonObject = {};
  readonly #origins: Record<string, string> = {};
  readonly #byText = new Map<string, string>();
  #depth = 0;
  /** The schemas that are being built, and whether something refers to them already. */
  readonly #open = new Map<string, boolean>();

  constructor(spec: Spec, direction: Direction) {
    this.#direction = direction;
    this.#reader = readerOf(spec, direction);
  }

  /** The whole as one JSON Schema document. */
  toSchema(): JsonObject {
    return { $id: this.#direction, $defs: this.#schemas };
  }

  /** Each schema with the place in the document that it came from, after those it refers to. */
  entries(): { id: string; pointer: string; schema: unknown }[] {
    return Object.entries(this.#origins).map(([name, pointer]) => {
      return { id: this.idOf(`#/$defs/${name}`), pointer, schema: this.#schemas[name] };
    });
  }

  /** The most schemas on a way from reference to reference. */
  get depth(): number {
    return this.#depth;
  }

  target(key: SchemaKey): unknown {
    return this.#reader.read(key);
  }

  /** The `$ref` to a schema of the document in one of its variants. */
  refTo(key: SchemaKey, variant: Variant): string {
    return this.#refTo(`${variant} ${key}`, fromKey(key).pointer, () =>
      asVariant(this.target(key), variant, this),
    );
  }

  /** The `$ref` to what fits one of some schemas of the document. */
  refToAny(keys: readonly SchemaKey[], variant: Variant): string {
    const [first = '', ...others] = [...new Set(keys)];
    if (others.length === 0) return this.refTo(first, variant);
    return this.#refTo(`${variant} ${keys.join('\t')}`, first, () => {
      return { anyOf: [first, ...others].map((key) => ({ $ref: this.refTo(key, variant) })) };
    });
  }

  #refTo(id: string, pointer: string, make: () => unknown): string {
    let name = this.#names.get(id);
    if (name === undefined) {
      name = `s${this.#names.size}`;
      // Named before it is built, so that a recursive schema finds itself.
      this.#names.set(id, name);
      this.#open.set(name, false);
      this.#depth = Math.max(this.#depth, this.#open.size);
      const schema = tidy(make());
      const text = JSON.stringify(schema);
      const same = this.#open.get(name) === true ? undefined : this.#byText.get(text);
      this.#open.delete(name);
      if (same === undefined) {
        this.#origins[name] = pointer;
        this.#schemas[name] = schema;
        this.#byText.set(text, name);
      } else {
        this.#names.set(id, same);
        name = same;
      }
    } else if (this.#open.has(name)) this.#open.set(name, true);
    return `#/$defs/${name}`;
  }

  /** What a reference is called from outside this document. */
  idOf(ref: string): string {
    return `${this.#direction}${ref}`;
  }
}
