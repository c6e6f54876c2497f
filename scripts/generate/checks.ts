import type { Ajv2020 } from 'ajv/dist/2020.js';
import { compilerFor } from './compiler.js';
import { SchemaSet } from './schema-set.js';
import type { JsonBody, JsonContent, Operation } from '../openapi/operations.js';
import type { Spec } from '../openapi/spec.js';

const DEEP = 100;

/** The schemas of all bodies in one compiler, because compiling takes longest. */
export class Checks {
  readonly compiler: Ajv2020;
  readonly #request: SchemaSet;
  readonly #response: SchemaSet;

  constructor(spec: Spec, operations: readonly Operation[]) {
    this.#request = new SchemaSet(spec, 'request');
    this.#response = new SchemaSet(spec, 'response');
    for (const { request, responses } of operations) {
      if (request !== undefined) this.idOfRequest(request);
      for (const body of responses.values()) this.idOfResponse(body);
    }
    this.compiler = compilerFor(spec, [this.#request, this.#response]);
  }

  /** Compiles what Ajv would else compile one within the other, deeper than its stack allows. */
  compileDeep(): void {
    for (const set of [this.#request, this.#response].filter(({ depth }) => depth > DEEP)) {
      for (const { id } of set.entries()) this.compiler.getSchema(id);
    }
  }

  /** What the compiler calls the check of a request's body. */
  idOfRequest({ contents }: JsonBody): string {
    return this.#request.idOf(this.#request.refToAny(pointersOf(contents), 'closed'));
  }

  /** What the compiler calls the check of a response's body. */
  idOfResponse({ contents }: JsonBody): string {
    return this.#response.idOf(this.#response.refToAny(pointersOf(contents), 'open'));
  }
}

function pointersOf(contents: readonly JsonContent[]): string[] {
  return contents.map(({ pointer }) => pointer);
}
