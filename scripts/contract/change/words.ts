import { isObject } from '../../openapi/json.js';
import type { Change } from './change.js';
import type { Located } from './document.js';
import type { Place } from './place.js';

const keywords = ['title', 'summary', 'description', 'example', 'examples', 'externalDocs'];

/** What two schemas say to readers, and which value and which side they leave out. */
export function compareWords(place: Place, base: Located, head: Located): Change[] {
  return [
    ...wordsBetween(place, base, head),
    ...defaultBetween(place, base, head),
    ...accessBetween(place, base, head),
  ];
}

/** Documentation that differs between two objects. */
export function wordsBetween(
  { direction, name }: Pick<Change, 'direction'> & { readonly name: string },
  base: Located,
  head: Located,
): Change[] {
  const [a, b] = [base.value, head.value];
  if (!isObject(a) || !isObject(b)) return [];
  const changed = [...keywords, 'deprecated'].filter((key) => !isSame(a[key], b[key]));
  if (changed.length === 0) return [];
  const deprecated = changed.includes('deprecated') && b['deprecated'] === true;
  const meaning = deprecated
    ? `\`${name}\` is deprecated: it still works, but look for its successor.`
    : `\`${name}\` is described in other words (${changed.join(', ')}).`;
  return [
    { pointer: head.pointer, side: 'head', direction, level: 'documentation', meaning, types: [] },
  ];
}

/** What a server takes for a value that is left out. */
function defaultBetween({ direction, name }: Place, base: Located, head: Located): Change[] {
  const [a, b] = [base.value, head.value];
  if (!isObject(a) || !isObject(b) || isSame(a['default'], b['default'])) return [];
  const had = a['default'] !== undefined;
  const level = direction === 'response' ? 'documentation' : had ? 'breaking' : 'addition';
  const meaning = `Who leaves \`${name}\` out gets ${shown(b['default'])} instead of ${shown(a['default'])}.`;
  return [{ pointer: head.pointer, side: 'head', direction, level, meaning, types: [] }];
}

function shown(value: unknown): string {
  return value === undefined ? 'no documented default' : JSON.stringify(value);
}

/** `readOnly` takes a property out of requests, `writeOnly` out of responses. */
function accessBetween({ direction, name }: Place, base: Located, head: Located): Change[] {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  const [a, b] = [base.value, head.value];
  if (!isObject(a) || !isObject(b) || (a[keyword] === true) === (b[keyword] === true)) return [];
  const gone = b[keyword] === true;
  const verb = direction === 'request' ? 'sent' : 'returned';
  const meaning = gone ? `\`${name}\` is no longer ${verb}.` : `\`${name}\` may be ${verb} now.`;
  const level = gone ? 'breaking' : 'addition';
  return [{ pointer: head.pointer, side: 'head', direction, level, meaning, types: [] }];
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
