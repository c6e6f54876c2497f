import { isObject } from '../../openapi/json.js';

/** Keywords that say nothing of which values are accepted. */
const words = new Set(['description', 'title', 'summary', 'example', 'examples', 'externalDocs']);

/** JSON in which neither the order of keys nor words for readers matter. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (!isObject(part)) return part;
    const kept = Object.keys(part).filter((name) => !words.has(name) && !name.startsWith('x-'));
    return Object.fromEntries(kept.sort().map((name) => [name, part[name]]));
  });
}
