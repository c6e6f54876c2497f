import { isObject } from '../openapi/json.js';
import { inHead, type Change } from './change.js';
import { canonical, documented, type Located } from './document.js';

/** Compares the documentation of two objects. */
export function compareDocumentation(
  { direction, name }: Pick<Change, 'direction'> & { readonly name: string },
  base: Located,
  head: Located,
): Change[] {
  const [a, b] = [base.value, head.value];
  if (!isObject(a) || !isObject(b)) return [];
  const isOther = (key: string): boolean => canonicalOf(a[key]) !== canonicalOf(b[key]);
  const changed = documented.filter(isOther);
  if (changed.length === 0) return [];
  const deprecated = changed.includes('deprecated') && b['deprecated'] === true;
  const meaning = deprecated
    ? `\`${name}\` is deprecated: it still works, but look for its successor.`
    : `The documentation of \`${name}\` changed (${changed.join(', ')}).`;
  return [inHead(head, { direction, level: 'documentation', meaning })];
}

function canonicalOf(value: unknown): string {
  return canonical(value ?? null);
}
