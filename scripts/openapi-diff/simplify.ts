import { satisfies } from './limits.js';
import { everyType, family, isBare, type Shape } from './shape.js';

/** The same alternatives without those that say nothing new, and with lists of values joined. */
export function simplify(shapes: readonly Shape[]): Shape[] {
  const kept: Shape[] = [];
  for (const shape of shapes.flatMap((one) => withFittingValues(one) ?? [])) {
    if (kept.some((other) => covers(other, shape))) continue;
    const joined = kept.findIndex((other) => areLists(other, shape));
    const partner = kept[joined];
    if (partner)
      kept[joined] = {
        ...partner,
        values: new Set([...(partner.values ?? []), ...(shape.values ?? [])]),
      };
    else kept.push(shape);
  }
  return kept.filter((shape) => !kept.some((other) => other !== shape && covers(other, shape)));
}

/** Lists only the values that keep the limits, which then say nothing more. */
function withFittingValues(shape: Shape): Shape | undefined {
  const { values, limits } = shape;
  if (values === undefined || limits.length === 0) return shape;
  const fitting = [...values].filter((value) =>
    limits.every((limit) => satisfies(value, limit) !== false),
  );
  if (fitting.length === 0) return undefined;
  const open = limits.filter((limit) =>
    fitting.some((value) => satisfies(value, limit) === undefined),
  );
  return { ...shape, values: new Set(fitting), limits: open };
}

/** Whether a bare type accepts all that the other shape does. */
export function covers(bare: Shape, shape: Shape): boolean {
  const includes = bare.type === shape.type || bare.type === family(shape.type);
  return includes && isBare(bare) && bare.values === undefined;
}

/** Whether the shapes together accept every value. */
export function acceptEverything(shapes: readonly Shape[]): boolean {
  return everyType.every((type) =>
    shapes.some((shape) => shape.type === type && isBare(shape) && shape.values === undefined),
  );
}

function areLists(a: Shape, b: Shape): boolean {
  const areListed = a.values !== undefined && b.values !== undefined;
  return areListed && a.type === b.type && isBare(a) && isBare(b);
}
