/** The value of a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A string in JSON; unrolled, since the engine cannot repeat a group 20 million times. */
export const jsonString = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

/** Why the value of a valid JSON text is not to be used; undefined if it may be. */
export function jsonFault(json: string): string | undefined {
  const open: Set<unknown>[] = [];
  for (const [token, text, colon] of json.matchAll(
    new RegExp(`(${jsonString})(\\s*:)?|[{}[\\]]`, 'gs'),
  )) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (text === undefined) open.pop();
    else if (colon !== undefined) {
      const key = parseJson(text);
      // The parser would take the last one without a word.
      if (open.at(-1)?.has(key)) return 'a key twice in one object';
      open.at(-1)?.add(key);
    }
    // Recursive functions would exhaust the stack.
    if (open.length > 100) return 'values nested more than 100 deep';
  }
  return undefined;
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
