/** The value of a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A property of a value; undefined if there is none, or if reading it throws. Hand-written code
 * reads documented properties this way, so that it compiles with a document that lacks them.
 */
export function propertyIn(value: unknown, property: string): unknown {
  try {
    return typeof value === 'object' && value !== null ? Reflect.get(value, property) : undefined;
  } catch {
    return undefined;
  }
}

export function textIn(value: unknown, property: string): string | undefined {
  const text = propertyIn(value, property);
  return typeof text === 'string' ? text : undefined;
}
