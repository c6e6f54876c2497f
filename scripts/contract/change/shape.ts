import type { Located } from './document.js';

/** A JSON type, or `any` where a schema does not say. */
export type TypeName =
  'any' | 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** Schemas that all hold for one value, as `allOf` says. */
export type Conjunction = readonly Located[];

/**
 * One alternative of what a schema accepts, spelling aside: of one type, without `$ref`, `allOf`,
 * `anyOf`, `oneOf`, `const` or `nullable`. Schemas that it holds are not looked into, so that a
 * schema may hold itself.
 */
export interface Shape {
  readonly type: TypeName;
  readonly pointer: string;
  /** The values of `enum` or `const` as JSON; undefined where there is no such list. */
  readonly values: ReadonlySet<string> | undefined;
  /** Bounds, lengths, patterns, formats: the keyword, and what it asks for. */
  readonly limits: ReadonlyMap<string, readonly unknown[]>;
  readonly properties: ReadonlyMap<string, Conjunction>;
  readonly required: ReadonlySet<string>;
  /** Schemas under one key: `items`, `additionalProperties`, `contains` and the like. */
  readonly parts: ReadonlyMap<string, Conjunction>;
  /** Schemas at the places of a list (`prefixItems`). */
  readonly places: readonly Conjunction[];
  /** Keywords that are only compared as they stand. */
  readonly others: ReadonlyMap<string, string>;
}

const limitsOf: Record<string, readonly string[]> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  array: ['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
  object: ['minProperties', 'maxProperties'],
};
limitsOf['integer'] = limitsOf['number'] ?? [];
limitsOf['any'] = [...new Set(Object.values(limitsOf).flat())];

/** The keywords that bound a value of this type. */
export function limitKeywords(type: TypeName): readonly string[] {
  return limitsOf[type] ?? [];
}

/** What both shapes accept; undefined where no value is of both. */
export function intersect(a: Shape, b: Shape): Shape | undefined {
  const type = commonType(a.type, b.type);
  const values = commonValues(a.values, b.values);
  if (type === undefined || values?.size === 0) return undefined;
  const relevant = new Set(limitKeywords(type));
  const limits = [...mergeMaps(a.limits, b.limits, joinLimits)];
  return {
    type,
    pointer: a.type === 'any' ? b.pointer : a.pointer,
    values,
    limits: new Map(limits.filter(([keyword]) => relevant.has(keyword))),
    properties: mergeMaps(a.properties, b.properties, (x, y) => [...x, ...y]),
    required: new Set([...a.required, ...b.required]),
    parts: mergeMaps(a.parts, b.parts, (x, y) => [...x, ...y]),
    places: mergePlaces(a.places, b.places),
    others: mergeMaps(a.others, b.others, (x, y) => (x === y ? x : `${x} & ${y}`)),
  };
}

function commonType(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === b || b === 'any') return a;
  if (a === 'any') return b;
  const numeric = [a, b].every((type) => type === 'integer' || type === 'number');
  return numeric ? 'integer' : undefined;
}

function commonValues(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!a || !b) return a ?? b;
  return new Set([...a].filter((value) => b.has(value)));
}

function joinLimits(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  return [...new Set([...a, ...b])];
}

function mergePlaces(a: readonly Conjunction[], b: readonly Conjunction[]): Conjunction[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => [...(a[index] ?? []), ...(b[index] ?? [])]);
}

function mergeMaps<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  both: (x: T, y: T) => T,
): Map<string, T> {
  const merged = new Map(a);
  for (const [key, y] of b) {
    const x = merged.get(key);
    merged.set(key, x === undefined ? y : both(x, y));
  }
  return merged;
}
