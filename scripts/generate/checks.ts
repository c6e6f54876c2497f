import type { Ajv2020 } from 'ajv/dist/2020.js';
import { compilerFor } from './compiler.js';
import { Definitions } from './definitions.js';
import type { JsonBody, Operation } from '../openapi/operations.js';
import type { Spec } from '../openapi/spec.js';

/** The schemas of all bodies, in one compiler, since compiling is what takes longest. */
export class Checks {
  readonly compiler: Ajv2020;
  readonly #request: Definitions;
  readonly #response: Definitions;

  constructor(spec: Spec, operations: readonly Operation[]) {
    this.#request = new Definitions(spec, 'request');
    this.#response = new Definitions(spec, 'response');
    for (const { request, responses } of operations) {
      if (request !== undefined) this.idOfRequest(request);
      for (const body of responses.values()) this.idOfResponse(body);
    }
    this.compiler = compilerFor(spec, [this.#request, this.#response]);
  }

  /** What the compiler calls the check of a request's body. */
  idOfRequest({ pointer }: JsonBody): string {
    return this.#request.idOf(this.#request.refTo(pointer, 'closed'));
  }

  /** What the compiler calls the check of a response's body. */
  idOfResponse({ pointer }: JsonBody): string {
    return this.#response.idOf(this.#response.refTo(pointer, 'open'));
  }

  /** The schema of a response's body, and what its references refer to. */
  schemaOfResponse({ pointer }: JsonBody) {
    const schema = { $ref: this.#response.refTo(pointer, 'open') };
    return { schema, definitions: this.#response.toSchema() };
  }
}
