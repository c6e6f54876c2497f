import { asVariant, type References, type Variant } from './closing.js';
import { valueAt, type JsonObject } from '../openapi/json.js';
import { toJsonSchema, type Direction } from './json-schema.js';
import type { Spec } from '../openapi/spec.js';

/**
 * The schemas that the checks of one direction need, each once: recursion and sharing stay
 * references, and what no body reaches is left out.
 */
export class Definitions implements References {
  readonly #spec: Spec;
  readonly #direction: Direction;
  readonly #converted = new Map<string, unknown>();
  readonly #names = new Map<string, string>();
  readonly #schemas: JsonObject = {};
  readonly #origins: Record<string, string> = {};

  constructor(spec: Spec, direction: Direction) {
    this.#spec = spec;
    this.#direction = direction;
  }

  /** The whole as one JSON Schema document. */
  toSchema(): JsonObject {
    return { $id: this.#direction, $defs: this.#schemas };
  }

  /** Each schema with the place in the document that it came from. */
  entries(): { pointer: string; schema: unknown }[] {
    return Object.entries(this.#origins).map(([name, pointer]) => {
      return { pointer, schema: this.#schemas[name] };
    });
  }

  target(pointer: string): unknown {
    if (!this.#converted.has(pointer)) {
      const schema = valueAt(this.#spec.document, pointer);
      this.#converted.set(pointer, toJsonSchema(this.#spec, schema, this.#direction));
    }
    return this.#converted.get(pointer);
  }

  refTo(pointer: string, variant: Variant): string {
    const key = `${variant} ${pointer}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `s${this.#names.size}`;
      // Named before it is built, so that a recursive schema finds itself.
      this.#names.set(key, name);
      this.#origins[name] = pointer;
      this.#schemas[name] = asVariant(this.target(pointer), variant, this);
    }
    return `#/$defs/${name}`;
  }

  /** What a reference is called from outside this document. */
  idOf(ref: string): string {
    return `${this.#direction}${ref}`;
  }
}
