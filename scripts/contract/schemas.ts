import { compilerFor } from '../generate/compiler.js';
import { Definitions } from '../generate/definitions.js';
import type { Direction } from '../generate/json-schema.js';
import type { Spec } from '../openapi/spec.js';
import type { Validator } from '../../generated/validators.js';
import { findViolations, type Violation } from '../../src/violations.js';

/** A schema of the document, by where it stands and by what it is asked about. */
export interface SchemaRef {
  readonly pointer: string;
  readonly direction: Direction;
  /** `closed` refuses what the schema does not document; `open` is as documented. */
  readonly variant: 'open' | 'closed';
}

/** Finds what breaks a schema, by the very checks that `npm run generate` would write. */
export type Judge = (schema: SchemaRef, value: unknown) => Violation[];

/** @param schemas every schema that will be asked about: they are compiled together */
export function judgeFor(spec: Spec, schemas: readonly SchemaRef[]): Judge {
  const definitions = {
    request: new Definitions(spec, 'request'),
    response: new Definitions(spec, 'response'),
  };
  const idOf = ({ pointer, direction, variant }: SchemaRef): string => {
    const part = definitions[direction];
    return part.idOf(part.refTo(pointer, variant));
  };
  schemas.forEach(idOf);
  const ajv = compilerFor(spec, Object.values(definitions));
  return (schema, value) => {
    const check = ajv.getSchema(idOf(schema));
    if (check === undefined) throw new Error(`No schema at ${schema.pointer}.`);
    const validator: Validator<unknown> = (data): data is unknown => {
      const valid = check(data) === true;
      validator.errors = check.errors ?? null;
      return valid;
    };
    return findViolations(validator, value);
  };
}
