/**
 * A pattern as ECMA-262 reads it: with the `u` flag as JSON Schema asks for, or without where `u`
 * refuses it, since OpenAPI 3.0 asks for the dialect of ES 5.1. Undefined if it is none.
 */
export function toRegExp(pattern: string): RegExp | undefined {
  if (!expressions.has(pattern)) expressions.set(pattern, compile(pattern));
  return expressions.get(pattern);
}

const expressions = new Map<string, RegExp | undefined>();

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Not in this dialect.
    }
  }
  return undefined;
}
