import type { ValidationError, Validator } from '../generated/validators.js';
import { propertyIn } from './json.js';

/** One place where a body breaks the OpenAPI document. It never holds the body's data. */
export interface Violation {
  /** Where, as a JSON pointer (RFC 6901) into the body; '' is the whole body. */
  readonly pointer: string;
  /** The JSON Schema keyword that is broken, or `status` for an undocumented HTTP status. */
  readonly keyword: string;
  readonly expected: string;
  /** What was received instead: a type, never a value. */
  readonly received: string;
}

/** An answer that breaks the OpenAPI document although the server reported success. */
export interface DriftReport {
  readonly operationId: string;
  readonly status: number;
  readonly requestId?: string;
  readonly violations: readonly Violation[];
}

/** Every violation that `check` finds in `data`. */
export function findViolations(check: Validator<unknown>, data: unknown): Violation[] {
  if (check(data)) return [];
  return (check.errors ?? []).map((error) => toViolation(error, data));
}

/** One line for each violation. */
export function listViolations(violations: readonly Violation[]): string {
  return violations
    .map((v) => `  ${v.pointer || '(the whole body)'}: expected ${v.expected}, got ${v.received}`)
    .join('\n');
}

function toViolation(error: ValidationError, data: unknown): Violation {
  const { instancePath, keyword, params, message = keyword } = error;
  const undocumented = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const property = params['missingProperty'] ?? undocumented;
  const pointer =
    typeof property === 'string' ? `${instancePath}/${escapeToken(property)}` : instancePath;
  const type = typeOf(valueAt(data, instancePath));
  const expected = (text: string, received: string): Violation => ({
    pointer,
    keyword,
    expected: text,
    received,
  });
  if (undocumented !== undefined) return expected('no such property', 'an undocumented one');
  if (keyword === 'required') return expected('a value', 'nothing');
  if (keyword === 'type') return expected([params['type']].flat().join(' or '), type);
  const allowed = params['allowedValues'] ?? params['allowedValue'];
  if (allowed !== undefined)
    return expected(`one of ${JSON.stringify(allowed)}`, `another ${type}`);
  return expected(message.replace(/^must /, 'it to '), `another ${type}`);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

function valueAt(data: unknown, pointer: string): unknown {
  const tokens = pointer.split('/').slice(1);
  return tokens.reduce<unknown>(
    (value, token) => propertyIn(value, token.replaceAll('~1', '/').replaceAll('~0', '~')),
    data,
  );
}
