import type { Shape } from './shape.js';

/** Which alternative became which. */
export interface Pairs {
  readonly both: readonly (readonly [Shape, Shape])[];
  readonly removed: readonly Shape[];
  readonly added: readonly Shape[];
}

/**
 * Pairs the alternatives of two unions: of one family of types, those that differ least first.
 *
 * @param distance how much two alternatives differ
 */
export function pair(
  base: readonly Shape[],
  head: readonly Shape[],
  distance: (a: Shape, b: Shape) => number,
): Pairs {
  const candidates = base.flatMap((a) =>
    head.filter((b) => family(a) === family(b)).map((b) => [a, b] as const),
  );
  const alone = candidates.length <= 1;
  const ranked = candidates
    .map(([a, b]) => ({ a, b, apart: alone ? 0 : distance(a, b) }))
    .sort((x, y) => x.apart - y.apart);
  const taken = new Set<Shape>();
  const both = ranked.flatMap(({ a, b }) => {
    if (taken.has(a) || taken.has(b)) return [];
    taken.add(a).add(b);
    return [[a, b] as const];
  });
  return {
    both,
    removed: base.filter((shape) => !taken.has(shape)),
    added: head.filter((shape) => !taken.has(shape)),
  };
}

function family({ type }: Shape): string {
  return type === 'integer' ? 'number' : type;
}
