import type { Ajv2020 } from 'ajv/dist/2020.js';
import { compilerFor } from './compiler.js';
import { SchemaSet } from './schema-set.js';
import type { JsonBody, JsonContent, Operation } from '../openapi/operations.js';
import type { Spec } from '../openapi/spec.js';

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
