/** The members of a union: none is `never`, and `unknown` stands alone. */
export type Union = readonly string[];

export const UNKNOWN: Union = ['unknown'];
export const NEVER: Union = [];

export function unite(unions: readonly Union[]): Union {
  const members = unique(unions.flat());
  return members.includes('unknown') ? UNKNOWN : members;
}

export function unique(members: readonly string[]): Union {
  return [...new Set(members)];
}

export function intersect(one: Union, other: Union): Union {
  if (one === UNKNOWN || isSame(one, other)) return other;
  if (other.includes('unknown')) return one;
  if (one.length === 0 || other.length === 0) return NEVER;
  // In parentheses, by which `group` and `toText` know it.
  return [`(${group(one)} & ${group(other)})`];
}

function isSame(one: Union, other: Union): boolean {
  return toText(one) === toText(other);
}

export function toText(union: Union): string {
  const members = union.map((member) => member.replace(/^\(([^]*)\)$/, '$1'));
  return members.length === 0 ? 'never' : members.join(' | ');
}

/** A type as an operand, in parentheses if precedence requires them. */
export function group(union: Union): string {
  const [only = 'never', ...others] = union;
  return others.length > 0 ? `(${toText(union)})` : only;
}
