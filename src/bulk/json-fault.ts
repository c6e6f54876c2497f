import { parseJson } from '../json.js';

/** A string in JSON; unrolled, since the engine cannot repeat a group 20 million times. */
export const jsonString = /"[^"\\]*(?:\\.[^"\\]*)*"/.source;

const tokens = new RegExp(`(${jsonString})(\\s*:)?|[{}[\\]]`, 'gs');

/** Why the value of a valid JSON text is not to be used; undefined if it may be. */
export function jsonFault(json: string): string | undefined {
  const open: Set<unknown>[] = [];
  for (const [token, text, colon] of json.matchAll(tokens)) {
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
