import type { DataDirection } from './change.js';
import type { SpecNode } from './document.js';

/** A name for schemas that must all hold: where they stand. */
export function keyOf(schemas: Conjunction): string {
  return schemas.map(({ pointer }) => pointer).join(' ');
}

/** A JSON type. A schema that names none is one shape for each but `integer`. */
export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export const everyType = ['null', 'boolean', 'number', 'string', 'array', 'object'] as const;

/** Schemas that must all hold for one value, as `allOf` says; without any, every value is accepted. */
export type Conjunction = readonly SpecNode[];

/** Reads what is inside of a shape. */
export interface ShapeReader {
  readonly direction: DataDirection;
  /** The alternatives of what all the schemas accept together. */
  shapesOf(schemas: Conjunction): readonly Shape[];
}

/** A bound, length, pattern or format: the keyword, and what it asks for. */
export type Limit = readonly [keyword: string, value: unknown];

/**
 * One alternative of what a schema accepts, however it is written: of one type, without `$ref`,
 * `allOf`, `anyOf`, `oneOf`, `const` or `nullable`. Schemas inside it are not looked into, so that
 * a schema may contain itself.
 */
export interface Shape {
  readonly reader: ShapeReader;
  readonly type: TypeName;
  readonly node: SpecNode;
  /** The values of `enum` or `const` as JSON; undefined if there is no such list. */
  readonly values: ReadonlySet<string> | undefined;
  readonly limits: readonly Limit[];
  readonly properties: ReadonlyMap<string, Conjunction>;
  readonly required: ReadonlySet<string>;
  /** Names that are documented by being required: those that no alternative alone requires. */
  readonly named: ReadonlySet<string>;
  /** Properties that are only for the other direction (`readOnly`, `writeOnly`). */
  readonly withheld: ReadonlySet<string>;
  /** Whether any property is described; then requests may hold no others, unless `isOpen`. */
  readonly describesProperties: boolean;
  /** Whether the document says that any further properties are allowed. */
  readonly isOpen: boolean;
  /** Schemas under one key: `items`, `prefixItems 0`, `patternProperties ^x`, `not` and the like. */
  readonly parts: ReadonlyMap<string, Conjunction>;
  /** Alternatives of a `oneOf` that overlap with this one: their values are refused. */
  readonly excluded: readonly Conjunction[];
  /** All objects of the union that the shape is an alternative of. */
  readonly union: readonly Shape[];
  /** Keywords that are only compared as they stand. */
  readonly others: ReadonlyMap<string, string>;
}

/** A shape that accepts every value of its type. */
export function bareShape(reader: ShapeReader, type: TypeName, node: SpecNode): Shape {
  return {
    reader,
    type,
    node,
    values: undefined,
    limits: [],
    properties: new Map(),
    required: new Set(),
    named: new Set(),
    withheld: new Set(),
    describesProperties: false,
    isOpen: false,
    parts: new Map(),
    excluded: [],
    union: [],
    others: new Map(),
  };
}

export function additionalOf({ parts }: Shape): Conjunction | undefined {
  return parts.get('additionalProperties');
}

/** The parts that a keyword has by name or by index: `patternProperties`, `prefixItems`. */
export function partsNamed({ parts }: Shape, keyword: string): string[] {
  return [...parts.keys()].filter((key) => key.startsWith(keyword));
}

/** Whether a shape describes properties and says nothing of any others. */
export function isSilent(shape: Shape): boolean {
  return shape.describesProperties && !shape.isOpen && additionalOf(shape) === undefined;
}

/** Whether properties that the document does not describe are refused without its saying so. */
export function isClosed(shape: Shape): boolean {
  return shape.reader.direction === 'request' && isSilent(shape);
}

/** Whether a shape accepts every value of its type, or of those that it lists. */
export function isBare(shape: Shape): boolean {
  const { limits, properties, required, parts, others, excluded, withheld } = shape;
  const sizes = [properties.size, required.size, parts.size, others.size];
  const lengths = [limits.length, withheld.size, excluded.length];
  return !shape.describesProperties && [...sizes, ...lengths].every((size) => size === 0);
}

/** What both shapes accept; undefined if no value is of both. */
export function intersect(a: Shape, b: Shape): Shape | undefined {
  const type = commonType(a.type, b.type);
  const values = commonValues(a.values, b.values);
  if (type === undefined || values?.size === 0) return undefined;
  const node = isBare(a) && a.values === undefined ? b.node : a.node;
  return {
    ...bareShape(a.reader, type, node),
    values,
    limits: [...a.limits, ...b.limits.filter((limit) => !includesLimit(a.limits, limit))],
    properties: mergeMaps(withAdditional(a, b), withAdditional(b, a), joinSchemas),
    required: new Set([...a.required, ...b.required]),
    named: new Set([...a.named, ...b.named]),
    describesProperties: a.describesProperties || b.describesProperties,
    isOpen: a.isOpen || b.isOpen,
    parts: mergeMaps(a.parts, renameCollisions(a, b), joinSchemas),
    excluded: [...a.excluded, ...b.excluded],
    others: mergeMaps(a.others, b.others, (x, y) => (x === y ? x : `${x} & ${y}`)),
  };
}

function includesLimit(limits: readonly Limit[], [keyword, value]: Limit): boolean {
  return limits.some(([other, known]) => other === keyword && known === value);
}

function commonType(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === b) return a;
  return family(a) === family(b) ? 'integer' : undefined;
}

/** Integers are numbers. */
export function family(type: TypeName): TypeName {
  return type === 'integer' ? 'number' : type;
}

function commonValues(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!a || !b) return a ?? b;
  return new Set([...a].filter((value) => b.has(value)));
}

/** `additionalProperties` concerns what its own schema does not describe, other parts' included. */
function withAdditional(own: Shape, other: Shape): ReadonlyMap<string, Conjunction> {
  const additional = own.parts.get('additionalProperties');
  if (additional === undefined) return own.properties;
  if (partsNamed(own, 'patternProperties').length > 0) return own.properties;
  const foreign = [...other.properties.keys()].filter((name) => !own.properties.has(name));
  return new Map([...own.properties, ...foreign.map((name) => [name, additional] as const)]);
}

function joinSchemas(a: Conjunction, b: Conjunction): Conjunction {
  const known = new Set(a.map(({ pointer }) => pointer));
  return [...a, ...b.filter(({ pointer }) => !known.has(pointer))];
}

const conditions = /^(not|if|then|else|contains)/;

/** Two conditions are not one condition with both schemas: the second gets a key of its own. */
function renameCollisions(a: Shape, b: Shape): ReadonlyMap<string, Conjunction> {
  const isNew = ([key, value]: readonly [string, Conjunction]): boolean => {
    const known = a.parts.get(key);
    return conditions.test(key) && known !== undefined && keyOf(known) !== keyOf(value);
  };
  const suffix = [...b.parts].some(isNew) ? `${a.parts.size}` : '';
  return new Map(
    [...b.parts].map(([key, value]) => [conditions.test(key) ? key + suffix : key, value]),
  );
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
