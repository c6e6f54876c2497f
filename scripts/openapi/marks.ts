import { isObject, listAt, objectAt, stringsAt, type JsonObject } from './json.js';
import { partsOf } from './parts.js';
import type { Spec } from './spec.js';

/** Properties that identify an answer of one shape, as far as the document fixes them. */
export interface Marks {
  /** Properties that can only have one value, and that value. */
  readonly constants: JsonObject;
  /** The required property that identifies what is answered: `id`, or the one that ends in `id`. */
  readonly identifier?: string;
  /** Which of these properties the document requires. */
  readonly required: readonly string[];
}

/** One entry for each shape that the schema at `pointer` allows; none where nothing is fixed. */
export function marksOf(spec: Spec, pointer: string): Marks[] {
  const shapes = shapesOf(spec, { $ref: pointer }, new Set());
  return shapes.map(toMarks.bind(undefined, spec)).filter(({ required }) => required.length > 0);
}

interface Shape {
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
}

const EMPTY: Shape = { properties: new Map(), required: new Set() };

/** More shapes than this do not help to recognize an answer. */
const MAX_SHAPES = 64;

function shapesOf(spec: Spec, schema: unknown, seen: ReadonlySet<unknown>): Shape[] {
  if (!isObject(schema) || seen.has(schema)) return [EMPTY];
  const deeper = new Set(seen).add(schema);
  const own: Shape = {
    properties: new Map(
      Object.entries(objectAt(schema, 'properties')).map(([name, property]) => [name, [property]]),
    ),
    required: new Set(stringsAt(schema, 'required')),
  };
  const alternatives = ['oneOf', 'anyOf'].map((keyword) => listAt(schema, keyword));
  return [
    ...partsOf(spec.document, schema).map((part) => [part]),
    ...alternatives.filter((branches) => branches.length > 0),
  ].reduce<Shape[]>(
    (shapes, branches) => {
      const others = branches.flatMap((branch) => shapesOf(spec, branch, deeper));
      if (shapes.length * others.length > MAX_SHAPES) return shapes;
      return shapes.flatMap((shape) => others.map((other) => merge(shape, other)));
    },
    [own],
  );
}

function merge(one: Shape, other: Shape): Shape {
  const properties = new Map(one.properties);
  for (const [name, schemas] of other.properties) {
    properties.set(name, [...(properties.get(name) ?? []), ...schemas]);
  }
  return { properties, required: new Set([...one.required, ...other.required]) };
}

function toMarks(spec: Spec, { properties, required }: Shape): Marks {
  const constants: [string, unknown][] = [];
  for (const [name, schemas] of properties) {
    const fixed = schemas.flatMap((schema) => constantOf(spec, schema, new Set()));
    if (fixed.length > 0) constants.push([name, fixed[0]]);
  }
  const names = [...properties.keys()].filter((name) => required.has(name));
  const identifier = identifierAmong(names.filter((name) => !constants.some(([n]) => n === name)));
  const marks = [...constants.map(([name]) => name), ...(identifier ? [identifier] : [])];
  return {
    constants: Object.fromEntries(constants),
    ...(identifier !== undefined && { identifier }),
    required: marks.filter((name) => required.has(name)),
  };
}

function identifierAmong(names: readonly string[]): string | undefined {
  const ending = names.filter((name) => /(^|[_-])id$|[a-z]I[dD]$/.test(name));
  return ending.find((name) => name === 'id') ?? (ending.length === 1 ? ending[0] : undefined);
}

/** The only value that a schema allows, as a list of one; an empty list where it allows more. */
function constantOf(spec: Spec, schema: unknown, seen: ReadonlySet<unknown>): unknown[] {
  if (!isObject(schema) || seen.has(schema)) return [];
  if ('const' in schema) return [schema['const']];
  const allowed = listAt(schema, 'enum');
  if (allowed.length === 1 && schema['nullable'] !== true) return [allowed[0]];
  const deeper = new Set(seen).add(schema);
  return partsOf(spec.document, schema)
    .flatMap((part) => constantOf(spec, part, deeper))
    .slice(0, 1);
}
