import { family, type Shape } from './shape.js';

/** Pairs of corresponding alternatives. */
export interface Pairs {
  readonly both: readonly (readonly [Shape, Shape])[];
  readonly removed: readonly Shape[];
  readonly added: readonly Shape[];
}

/**
 * Pairs the alternatives of two unions, each of one family of types: those that differ least first.
 *
 * @param distance how much two alternatives differ; 0 if they are the same
 */
export function pairAlternatives(
  base: readonly Shape[],
  head: readonly Shape[],
  distance: (a: Shape, b: Shape) => number,
): Pairs {
  const taken = new Set<Shape>();
  const both: [Shape, Shape][] = [];
  const take = (a: Shape, b: Shape): void => {
    if (taken.has(a) || taken.has(b)) return;
    taken.add(a).add(b);
    both.push([a, b]);
  };
  const isFree = (shape: Shape): boolean => !taken.has(shape);
  // Most alternatives stay as they are: finding those first leaves few pairs to be ranked.
  for (const a of base) {
    const same = namesakesFirst(a, head).find((b) => isFree(b) && distance(a, b) === 0);
    if (same) take(a, same);
  }
  const ranked = base.filter(isFree).flatMap((a) => {
    const free = namesakesFirst(a, head).filter(isFree);
    return free.map((b) => ({ a, b, apart: distance(a, b) }));
  });
  for (const { a, b } of ranked.sort((x, y) => x.apart - y.apart)) take(a, b);
  return { both, removed: base.filter(isFree), added: head.filter(isFree) };
}

/** The shapes of the same family of types; those at the same place of their document come first. */
export function namesakesFirst(shape: Shape, others: readonly Shape[]): Shape[] {
  const alike = others.filter((other) => family(other.type) === family(shape.type));
  const isNamesake = (other: Shape): boolean => other.node.pointer === shape.node.pointer;
  return [...alike.filter(isNamesake), ...alike.filter((other) => !isNamesake(other))];
}
