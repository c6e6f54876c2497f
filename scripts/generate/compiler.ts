import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Definitions } from './definitions.js';
import { isObject } from '../openapi/json.js';
import type { Spec } from '../openapi/spec.js';

/** Ajv with the schemas of the document: it reports every fault and changes no data. */
export function compilerFor(spec: Spec, parts: Definitions[]): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    logger: false,
    validateSchema: false,
    code: { source: true, esm: true },
  });
  formats.default(ajv);
  for (const part of parts) {
    for (const { pointer, schema } of part.entries()) requireValid(spec, ajv, pointer, schema);
    ajv.addSchema(part.toSchema());
  }
  return ajv;
}

/** Checked here one by one, since Ajv's own message would name no place in the document. */
function requireValid(spec: Spec, ajv: Ajv2020, pointer: string, schema: unknown): void {
  if (!isObject(schema) || ajv.validateSchema(schema) === true) return;
  const [fault] = ajv.errors ?? [];
  const place = `${pointer}${fault?.instancePath ?? ''}`;
  throw spec.source.error(place, `invalid schema: ${fault?.message ?? 'not JSON Schema'}`);
}
