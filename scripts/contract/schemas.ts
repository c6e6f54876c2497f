import { compilerFor } from '../generate/compiler.js';
import { SchemaSet } from '../generate/schema-set.js';
import type { Direction } from '../openapi/schema-reader.js';
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

/** Finds violations of a schema, with the checks that `npm run generate` would write. */
export type CheckSchema = (schema: SchemaRef, value: unknown) => Violation[];

/** @param schemas all schemas that will be used; they are compiled together */
export function schemaChecker(spec: Spec, schemas: readonly SchemaRef[]): CheckSchema {
  const definitions = {
    request: new SchemaSet(spec, 'request'),
    response: new SchemaSet(spec, 'response'),
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
