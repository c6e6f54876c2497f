import { canonical } from './canonical.js';

/** Whether the head takes fewer values than the base, more, both, or the same. */
export interface Shift {
  readonly narrowed: boolean;
  readonly widened: boolean;
}

/** +1 where a greater number takes fewer values, -1 where it takes more. */
const directions: Readonly<Record<string, 1 | -1>> = {
  minimum: 1,
  exclusiveMinimum: 1,
  minLength: 1,
  minItems: 1,
  minContains: 1,
  minProperties: 1,
  maximum: -1,
  exclusiveMaximum: -1,
  maxLength: -1,
  maxItems: -1,
  maxContains: -1,
  maxProperties: -1,
};

/** How one keyword moved. Each list holds all that has to hold at once, as `allOf` may ask. */
export function compareLimit(
  keyword: string,
  base: readonly unknown[],
  head: readonly unknown[],
): Shift {
  const sign = directions[keyword];
  if (sign !== undefined) {
    const [before, after] = [strictest(base, sign), strictest(head, sign)];
    return { narrowed: after > before, widened: after < before };
  }
  if (keyword === 'multipleOf') {
    return { narrowed: !isMultiple(base, head), widened: !isMultiple(head, base) };
  }
  const before = new Set(base.map(canonical));
  const after = new Set(head.map(canonical));
  return {
    narrowed: [...after].some((value) => !before.has(value)),
    widened: [...before].some((value) => !after.has(value)),
  };
}

function strictest(values: readonly unknown[], sign: 1 | -1): number {
  const numbers = values.filter((value) => typeof value === 'number');
  return Math.max(-Infinity, ...numbers.map((value) => sign * value));
}

/** Whether each multiple of what `of` asks for is a multiple of what `values` ask for. */
function isMultiple(of: readonly unknown[], values: readonly unknown[]): boolean {
  const numbers = of.filter((value) => typeof value === 'number');
  return values.every((value) => {
    return typeof value !== 'number' || numbers.some((n) => Number.isInteger(n / value));
  });
}
