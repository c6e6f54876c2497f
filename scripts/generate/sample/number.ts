import type { JsonObject } from '../../openapi/json.js';
import { maximum, minimum } from './bounds.js';
import type { Sample } from './sampler.js';

/** The number that is nearest to zero; a `variant` counts on from there. */
export function numberOf(schema: JsonObject, type: string, variant: number): Sample {
  const lower = Math.max(
    minimum(schema, 'minimum', -Infinity),
    minimum(schema, 'exclusiveMinimum', -Infinity),
  );
  const upper = Math.min(maximum(schema, 'maximum'), maximum(schema, 'exclusiveMaximum'));
  if (lower > upper) return undefined;
  if (lower === upper) return { value: lower };
  const unit = unitOf(schema, type, upper - lower);
  const nearest = Math.max(Math.ceil(lower / unit), Math.min(0, Math.floor(upper / unit)));
  const direction = nearest * unit < upper ? 1 : -1;
  const value = (offset: number): number => {
    const number = (nearest + direction * offset) * unit;
    return Number.isInteger(unit) ? number : Number(number.toPrecision(15));
  };
  const isExcluded = [schema['exclusiveMinimum'], schema['exclusiveMaximum']].includes(value(0));
  return { value: value(variant + (isExcluded ? 1 : 0)) };
}

/** What all numbers of a schema are multiples of, for a choice of them that fits into its range. */
function unitOf(schema: JsonObject, type: string, range: number): number {
  const step = minimum(schema, 'multipleOf');
  if (type === 'integer') {
    if (Number.isInteger(step)) return Math.max(step, 1);
    const multiples = Array.from({ length: 1000 }, (_, index) => step * (index + 1));
    return multiples.find(Number.isInteger) ?? 1;
  }
  if (step > 0) return step;
  return range < 4 ? range / 4 : 1;
}
