import { isObject, listAt, objectAt, stringsAt, type JsonObject } from './json.js';
import { partsOf, wholeOf } from './parts.js';

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
export function marksOf(root: JsonObject, pointer: string): Marks[] {
  const shapes = shapesOf(root, { $ref: pointer }, new Set());
  return shapes.map((shape) => toMarks(root, shape)).filter(({ required }) => required.length > 0);
}

interface Shape {
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
}

const EMPTY: Shape = { properties: new Map(), required: new Set() };

/** More shapes than this do not help to recognize an answer. */
const MAX_SHAPES = 64;

function shapesOf(root: JsonObject, schema: unknown, seen: ReadonlySet<unknown>): Shape[] {
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
    ...partsOf(root, schema).map((part) => [part]),
    ...alternatives.filter((branches) => branches.length > 0),
  ].reduce<Shape[]>(
    (shapes, branches) => {
      const others = branches.flatMap((branch) => shapesOf(root, branch, deeper));
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

function toMarks(root: JsonObject, { properties, required }: Shape): Marks {
  const constants: JsonObject = Object.fromEntries(
    [...properties].flatMap(([name, schemas]) => {
      const fixed = schemas.flatMap((schema) => constantsOf(root, schema));
      return fixed.length > 0 ? [[name, fixed[0]] as const] : [];
    }),
  );
  const names = [...properties.keys()].filter((name) => required.has(name));
  const identifier = identifierAmong(names.filter((name) => !Object.hasOwn(constants, name)));
  const marks = [...Object.keys(constants), ...(identifier ? [identifier] : [])];
  return {
    constants,
    ...(identifier !== undefined && { identifier }),
    required: marks.filter((name) => required.has(name)),
  };
}

function identifierAmong(names: readonly string[]): string | undefined {
  const ending = names.filter((name) => /(^|[_-])id$|[a-z]I[dD]$/.test(name));
  return ending.find((name) => name === 'id') ?? (ending.length === 1 ? ending[0] : undefined);
}

/** The values that a schema or one of its parts allows as the only one. */
function constantsOf(root: JsonObject, schema: unknown): unknown[] {
  return [...wholeOf(root, schema)].flatMap((part) => {
    if ('const' in part) return [part['const']];
    const allowed = listAt(part, 'enum');
    return allowed.length === 1 && part['nullable'] !== true ? allowed : [];
  });
}
