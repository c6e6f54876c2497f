import type { Shape } from './shape.js';

/** The same alternatives with those that say nothing new left out, and lists of values joined. */
export function simplify(shapes: readonly Shape[]): Shape[] {
  const kept: Shape[] = [];
  for (const shape of shapes) {
    if (kept.some((other) => covers(other, shape))) continue;
    const joined = kept.findIndex((other) => areLists(other, shape));
    const partner = kept[joined];
    if (partner) kept[joined] = { ...partner, values: union(partner.values, shape.values) };
    else kept.push(shape);
  }
  return kept.filter((shape) => !kept.some((other) => other !== shape && covers(other, shape)));
}

/** Whether a plain type takes all that the other accepts. */
export function covers(plain: Shape, shape: Shape): boolean {
  const wide = plain.type === 'number' && shape.type === 'integer';
  const same = plain.type === shape.type || plain.type === 'any' || wide;
  return same && isPlain(plain) && plain.values === undefined;
}

function areLists(a: Shape, b: Shape): boolean {
  const lists = a.values !== undefined && b.values !== undefined;
  return lists && a.type === b.type && isPlain(a) && isPlain(b);
}

function isPlain({ limits, properties, required, parts, places, others }: Shape): boolean {
  const sizes = [limits.size, properties.size, required.size, parts.size, places.length];
  return others.size === 0 && sizes.every((size) => size === 0);
}

function union(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  return new Set([...(a ?? []), ...(b ?? [])]);
}
