import type { Shape } from './shape.js';

/**
 * Two alternatives of a `oneOf` that overlap. The checks settle which one a value is meant to be by
 * the properties that each documents (see `settleOneOf`), and refuse it if that does not tell.
 */
export interface Overlap {
  /** Names that only the first documents, and that only the second does. */
  readonly own: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
  /** All names that one of the two documents, and those that both kinds of values have. */
  readonly known: ReadonlySet<string>;
}

export function overlapOf(shape: Shape, rivals: readonly Shape[]): Overlap {
  const [rival, ...more] = rivals.filter(({ type }) => type === 'object');
  const [names, rivalNames] = [documentedBy(shape), rival ? documentedBy(rival) : []];
  // Only what documents something is told apart, and unions are not looked into.
  const isSettled = names.length > 0 && rivalNames.length > 0 && more.length === 0;
  return {
    own: new Set(isSettled ? names.filter((name) => !rivalNames.includes(name)) : []),
    others: new Set(isSettled ? rivalNames.filter((name) => !names.includes(name)) : []),
    known: new Set([...names, ...rivalNames]),
  };
}

function documentedBy({ properties, withheld }: Shape): string[] {
  const described = [...properties].filter(([, schemas]) => schemas.length > 0);
  return [...described.map(([name]) => name), ...withheld];
}

/**
 * Whether an overlap may refuse a value that another accepts: not if both tell values apart by the
 * same names.
 *
 * @param known the names that values have; undefined if they may have any
 */
export function refusesMore(
  to: Overlap,
  from: Overlap,
  known: ReadonlySet<string> | undefined,
): boolean {
  const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
    (one.size === 0) === (other.size === 0) &&
    [...one, ...other].every(
      (name) => known?.has(name) === false || one.has(name) === other.has(name),
    );
  return !isSame(to.own, from.own) || !isSame(to.others, from.others);
}
