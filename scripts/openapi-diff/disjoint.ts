import { areLimitsDisjoint } from './limits.js';
import { additionalOf, family, partsNamed, type Conjunction, type Shape } from './shape.js';

/** Maximum depth at which a difference is searched. */
const maxDepth = 4;

/** True if certainly no value has both shapes. */
export function areShapesDisjoint(a: Shape, b: Shape, depth = 0): boolean {
  if (family(a.type) !== family(b.type)) return true;
  const { values } = b;
  if (a.values && values && ![...a.values].some((value) => values.has(value))) return true;
  if (a.limits.length + b.limits.length > 0 && areLimitsDisjoint(a, b)) return true;
  if (depth > maxDepth) return false;
  const areApart = (one: Conjunction, other: Conjunction): boolean =>
    one.length > 0 &&
    other.length > 0 &&
    areDisjoint(a.reader.shapesOf(one), b.reader.shapesOf(other), depth + 1);
  if (a.type === 'object') {
    const names = [...new Set([...a.required, ...b.required])];
    return names.some((name) => areApart(propertyOf(a, name), propertyOf(b, name)));
  }
  return a.type === 'array' && (needsItem(a) || needsItem(b)) && areApart(firstOf(a), firstOf(b));
}

function areDisjoint(shapes: readonly Shape[], others: readonly Shape[], depth: number): boolean {
  return shapes.every((one) => others.every((other) => areShapesDisjoint(one, other, depth)));
}

/** What a property must be: by its own schema, else by the one for additional properties. */
function propertyOf(shape: Shape, name: string): Conjunction {
  const hasPatterns = partsNamed(shape, 'patternProperties').length > 0;
  return shape.properties.get(name) ?? (hasPatterns ? [] : (additionalOf(shape) ?? []));
}

function needsItem({ limits }: Shape): boolean {
  return limits.some(([keyword, count]) => keyword === 'minItems' && Number(count) >= 1);
}

function firstOf({ parts }: Shape): Conjunction {
  return parts.get('prefixItems 0') ?? parts.get('items') ?? [];
}
