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
  readonly required: ReadonlySet<string>;
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
    required: new Set([...shape.required, ...(rival?.required ?? [])]),
  };
}

function documentedBy({ properties, withheld }: Shape): string[] {
  const described = [...properties].filter(([, schemas]) => schemas.length > 0);
  return [...described.map(([name]) => name), ...withheld];
}

/**
 * Whether an overlap refuses a value that another accepts.
 *
 * @param known the names that values have; undefined if they may have any
 */
export function refusesMore(
  to: Overlap,
  from: Overlap,
  known: ReadonlySet<string> | undefined,
): boolean {
  const sets = [from.own, from.others, to.own, to.others];
  const kinds = new Map<string, string>();
  const always = new Set<string>();
  for (const name of sets.flatMap((set) => [...set])) {
    if (known?.has(name) === false) continue;
    // Names that are in the same sets make no difference to each other.
    const key = sets.map((set) => set.has(name)).join();
    const kind = kinds.get(key) ?? name;
    kinds.set(key, kind);
    if (from.required.has(name) || to.required.has(name)) always.add(kind);
  }
  return subsetsOf([...kinds.values()]).some((present) => {
    const isPossible = [...always].every((name) => present.includes(name));
    return isPossible && refuses(to, present) && !refuses(from, present);
  });
}

function refuses({ own, others }: Overlap, present: readonly string[]): boolean {
  if (own.size === 0 || others.size === 0) return own.size === others.size;
  const has = (names: ReadonlySet<string>): boolean => present.some((name) => names.has(name));
  return has(own) === has(others);
}

function subsetsOf(names: readonly string[]): string[][] {
  return names.reduce<string[][]>(
    (subsets, name) => subsets.flatMap((subset) => [subset, [...subset, name]]),
    [[]],
  );
}
