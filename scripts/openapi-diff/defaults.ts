import { unchanged, type Difference } from './difference.js';
import type { SpecNode } from './document.js';
import { canonical } from './fingerprint.js';
import type { Conjunction } from './shape.js';

/** The documented default of an omitted property or parameter. */
export function compareDefaults(
  base: Conjunction,
  head: Conjunction,
  { node, isNoted }: { readonly node: SpecNode; readonly isNoted: boolean },
): Difference[] {
  const [before, after] = [defaultOf(base), defaultOf(head)];
  if (before === after) return [];
  const none = 'no documented default';
  const facts = { from: before ?? none, to: after ?? none };
  const otherwise = isNoted ? 'documentation' : before === undefined ? 'addition' : 'breaking';
  return [{ kind: 'default', ...unchanged, facts, node, otherwise }];
}

/** The default that one of the schemas, or a part of it, documents. */
function defaultOf(schemas: Conjunction): string | undefined {
  const parts = schemas.flatMap((schema) => schema.whole());
  const values = parts.map(({ object }) => object['default']);
  const found = values.find((value) => value !== undefined);
  return found === undefined ? undefined : canonical(found);
}
