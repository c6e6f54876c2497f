import {
  isObject,
  listAt,
  objectAt,
  omit,
  stringsAt,
  type JsonObject,
} from '../../openapi/json.js';
import type { SchemaKey } from '../../openapi/schema-key.js';
import { toRegExp } from '../../openapi/regular-expression.js';
import { maximum, minimum } from './bounds.js';
import { mergeSchemas } from './merge.js';
import { numberOf } from './number.js';
import { textOf } from './text.js';

/** How a sample is made; a richer one may turn out to break the schema. */
export interface SampleStyle {
  /** Whether the document's own examples and defaults are taken. */
  readonly examples: boolean;
  /** Whether properties that are not required are filled in. */
  readonly optional: boolean;
  /** Which branch of each union is taken, if it has that many. */
  readonly branch: number;
}

/** A value, or nothing where a schema admits none or never ends. */
export type Sample = { readonly value: unknown } | undefined;

/** Where in the schema, and which of several different values is wanted. */
interface Position {
  readonly within: readonly SchemaKey[];
  readonly variant: number;
  /** How many values are around it. */
  readonly depth: number;
}

/** Makes an example of a schema that SchemaReader has read; the same one each time. */
export function sampleOf(
  schema: unknown,
  read: (key: SchemaKey) => unknown,
  style: SampleStyle,
): Sample {
  return new Sampler(read, style).sample(schema, { within: [], variant: 0, depth: 0 });
}

class Sampler {
  readonly #read: (key: SchemaKey) => unknown;
  readonly #style: SampleStyle;

  constructor(read: (key: SchemaKey) => unknown, style: SampleStyle) {
    this.#read = read;
    this.#style = style;
  }

  sample(schema: unknown, position: Position): Sample {
    if (schema === false || position.depth > DEEPEST) return undefined;
    if (!isObject(schema)) return { value: null };
    if (this.#style.examples) {
      const documented = [schema['example'], ...listAt(schema, 'examples'), schema['default']];
      const example = documented.find((value) => value !== undefined);
      if (example !== undefined) return { value: example };
    }
    const flat = this.#flatten(schema, position);
    return flat && this.#sampleFlat(flat.schema, { ...position, within: flat.within });
  }

  /** The schema with its references, parts and one branch of each union merged into it. */
  #flatten(
    schema: JsonObject,
    { within, variant }: Omit<Position, 'depth'>,
  ): { schema: JsonObject; within: readonly SchemaKey[] } | undefined {
    const key = schema['$ref'];
    let merged = omit(schema, ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else']);
    let reached = within;
    const add = (part: unknown): boolean => {
      if (!isObject(part)) return part !== false;
      const flat = this.#flatten(part, { within: reached, variant });
      if (flat === undefined) return false;
      merged = mergeSchemas(merged, flat.schema);
      reached = flat.within;
      return true;
    };
    if (typeof key === 'string') {
      if (within.includes(key)) return undefined;
      reached = [...within, key];
      if (!add(this.#read(key))) return undefined;
    }
    if (!listAt(schema, 'allOf').every(add)) return undefined;
    for (const branches of alternativesOf(schema)) {
      const first = this.#style.branch % branches.length;
      const order = [...branches.slice(first), ...branches.slice(0, first)];
      if (!order.some(add)) return undefined;
    }
    return { schema: merged, within: reached };
  }

  #sampleFlat(schema: JsonObject, position: Position): Sample {
    if ('const' in schema) return { value: schema['const'] };
    const allowed = listAt(schema, 'enum');
    if (allowed.length > 0) return { value: allowed[position.variant % allowed.length] };
    const type = typeOf(schema);
    if (type === 'object') return this.#object(schema, position);
    if (type === 'array') return this.#array(schema, position);
    if (type === 'string') return textOf(schema, position.variant);
    if (type === 'number' || type === 'integer') return numberOf(schema, type, position.variant);
    if (type === 'boolean') return { value: position.variant % 2 === 0 };
    return { value: null };
  }

  #object(schema: JsonObject, position: Position): Sample {
    const properties = objectAt(schema, 'properties');
    const required = stringsAt(schema, 'required');
    const isRich = this.#style.optional && position.depth < DEEP;
    const names = isRich ? Object.keys(properties) : [];
    const inner = { ...position, depth: position.depth + 1 };
    const entries: [string, unknown][] = [];
    for (const name of withDependents([...names, ...required], schema)) {
      const property = Object.hasOwn(properties, name)
        ? properties[name]
        : this.#other(schema, name);
      if (isObject(property) && property['writeOnly'] === true) continue;
      const made = this.sample(property, inner);
      if (made !== undefined) entries.push([name, made.value]);
      else if (required.includes(name)) return undefined;
    }
    const wanted = Math.max(
      minimum(schema, 'minProperties'),
      isRich && isObject(schema['additionalProperties']) ? entries.length + 1 : 0,
    );
    for (let number = 1; entries.length < wanted; number++) {
      if (number > MAX_ITEMS) return undefined;
      const name = this.#freeName(schema, number);
      const made = this.sample(this.#other(schema, name), inner);
      if (made !== undefined && !entries.some(([taken]) => taken === name))
        entries.push([name, made.value]);
    }
    return { value: Object.fromEntries(entries) };
  }

  /** What a property has to be that the schema does not name. */
  #other(schema: JsonObject, name: string): unknown {
    const patterns = Object.entries(objectAt(schema, 'patternProperties'));
    const fitting = patterns.filter(([pattern]) => toRegExp(pattern)?.test(name));
    if (fitting.length > 0) return { allOf: fitting.map(([, property]) => property) };
    return schema['additionalProperties'] ?? schema['unevaluatedProperties'] ?? true;
  }

  #freeName(schema: JsonObject, number: number): string {
    const [pattern] = Object.keys(objectAt(schema, 'patternProperties'));
    const names =
      schema['propertyNames'] ??
      (schema['additionalProperties'] === false && pattern !== undefined ? { pattern } : undefined);
    const made =
      names === undefined
        ? undefined
        : this.sample(names, { within: [], variant: number - 1, depth: 0 });
    return typeof made?.value === 'string' ? made.value : `property${number}`;
  }

  #array(schema: JsonObject, position: Position): Sample {
    const first = listAt(schema, 'prefixItems');
    const wanted = position.depth < DEEP ? Math.min(1, maximum(schema, 'maxItems')) : 0;
    const least = Math.max(minimum(schema, 'minItems'), wanted);
    const items: unknown[] = [];
    const contained = 'contains' in schema ? Math.max(1, minimum(schema, 'minContains', 1)) : 0;
    const count = Math.max(
      least,
      contained,
      this.#style.optional ? Math.min(first.length, maximum(schema, 'maxItems')) : 0,
    );
    if (count > MAX_ITEMS) return undefined;
    for (let index = 0; index < count; index++) {
      const item = index < first.length ? first[index] : (schema['items'] ?? true);
      const both = index >= count - contained ? { allOf: [item, schema['contains']] } : item;
      const variant = position.variant + index;
      const made = this.sample(both, { ...position, variant, depth: position.depth + 1 });
      if (made === undefined)
        return index >= minimum(schema, 'minItems') ? { value: items } : undefined;
      items.push(made.value);
    }
    return { value: items };
  }
}

/** Each list of schemas of which a value has to fit one. */
function alternativesOf(schema: JsonObject): unknown[][] {
  const { if: condition, then = true, else: otherwise = true } = schema;
  const whole = condition === undefined ? [] : [{ allOf: [condition, then] }, otherwise];
  return [listAt(schema, 'anyOf'), listAt(schema, 'oneOf'), whole].filter(
    ({ length }) => length > 0,
  );
}

/** Names with all that `dependentRequired` asks for beside them. */
function withDependents(names: readonly string[], schema: JsonObject): ReadonlySet<string> {
  const dependents = objectAt(schema, 'dependentRequired');
  const all = new Set(names);
  // A set is iterated over what is added meanwhile, too.
  for (const name of all) for (const other of stringsAt(dependents, name)) all.add(other);
  return all;
}

/** Longer samples help nobody. */
const MAX_ITEMS = 1000;

/** TypeScript compares no more levels of a sample with its type. */
const DEEPEST = 100;

/** From this depth on, a sample holds only what it has to. */
const DEEP = 50;

function typeOf(schema: JsonObject): string {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  const [type = types[0]] = types.filter((named) => named !== 'null');
  if (type !== undefined) return type;
  const [keyword] = Object.keys(IMPLIED).filter((name) => name in schema);
  return keyword === undefined ? 'null' : (IMPLIED[keyword] ?? 'null');
}

/** What a keyword is meant for, if there is no `type`. */
const IMPLIED: Record<string, string> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  minProperties: 'object',
  items: 'array',
  prefixItems: 'array',
  contains: 'array',
  minItems: 'array',
  pattern: 'string',
  format: 'string',
  minLength: 'string',
  maxLength: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
};
