import { successesOf, type JsonBody, type Operation } from '../../openapi/operations.js';
import { readerOf, type SchemaReader } from '../../openapi/schema-reader.js';
import type { Spec } from '../../openapi/spec.js';
import type { Checks } from '../checks.js';
import { toLiteral } from '../literal.js';
import { sampleOf, type SampleStyle } from './sampler.js';

/**
 * An example of each JSON response, optional properties included where that can be done. A response
 * of which none can be made has `undefined`, and a sentence in `unsampled` that says so.
 */
export function renderSamples(
  spec: Spec,
  operations: readonly Operation[],
  checks: Checks,
): string {
  const samples: [string, unknown][] = [];
  const unsampled: [string, unknown][] = [];
  const maker = new SampleMaker(spec, checks);
  for (const operation of operations) {
    const { id, responses } = operation;
    const missing: [string, string][] = [];
    const entries = [...new Set([...responses.keys(), ...successesOf(operation)])].map((status) => {
      const body = responses.get(status);
      const sample = body && maker.make(body);
      if (body !== undefined && sample === undefined) {
        missing.push([status, maker.sentence(body)]);
      }
      return [status, sample?.value] as const;
    });
    samples.push([id, Object.fromEntries(entries)]);
    if (missing.length > 0) unsampled.push([id, Object.fromEntries(missing)]);
  }
  return `export const samples = ${toLiteral(Object.fromEntries(samples))};

/** Why there is no sample, by operation and status. */
export const unsampled: Readonly<Record<string, Readonly<Record<string, string>>>> = ${toLiteral(Object.fromEntries(unsampled))};
`;
}

class SampleMaker {
  readonly #spec: Spec;
  readonly #checks: Checks;
  readonly #reader: SchemaReader;
  readonly #made = new Map<string, { readonly value: unknown } | undefined>();

  constructor(spec: Spec, checks: Checks) {
    this.#spec = spec;
    this.#checks = checks;
    this.#reader = readerOf(spec, 'response');
  }

  /** The richest that passes the body's own check. */
  make(body: JsonBody): { readonly value: unknown } | undefined {
    const id = this.#checks.idOfResponse(body);
    if (this.#made.has(id)) return this.#made.get(id);
    const check = this.#checks.compiler.getSchema(id);
    const schema = this.#reader.read(body.pointer);
    let found: { readonly value: unknown } | undefined;
    for (const style of STYLES) {
      const made = sampleOf(schema, (key) => this.#reader.read(key), style);
      if (made !== undefined && check?.(made.value) === true) found = made;
      if (found !== undefined) break;
    }
    this.#made.set(id, found);
    if (found === undefined) {
      const message = 'no sample can be made of this response, so the mock answers 501';
      this.#spec.source.warn(body.pointer, message);
    }
    return found;
  }

  sentence({ pointer }: JsonBody): string {
    const { file, source } = { file: this.#spec.fileName, source: this.#spec.source };
    return `No sample can be made of the response at ${file}:${source.lineOf(pointer)} (${pointer}).`;
  }
}

/** The richest first: the document's own examples may be stale, and optional properties at odds. */
const STYLES: readonly SampleStyle[] = [0, 1, 2, 3].flatMap((branch) =>
  [true, false].flatMap((optional) =>
    [true, false].map((examples) => ({ examples, optional, branch })),
  ),
);
