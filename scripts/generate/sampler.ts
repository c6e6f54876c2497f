import fc from 'fast-check';
import { isObject, listAt, objectAt, omit, stringsAt, type JsonObject } from '../openapi/json.js';
import type { SchemaKey } from '../openapi/schema-key.js';
import { toRegExp } from '../openapi/schema-reader.js';

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
type Sample = { readonly value: unknown } | undefined;

/** Where in the schema, and which of several different values is wanted. */
interface Position {
  readonly within: readonly SchemaKey[];
  readonly variant: number;
}

/** Makes an example of a schema that SchemaReader has read; the same one each time. */
export function sampleOf(
  schema: unknown,
  read: (key: SchemaKey) => unknown,
  style: SampleStyle,
): Sample {
  return new Sampler(read, style).sample(schema, { within: [], variant: 0 });
}

class Sampler {
  readonly #read: (key: SchemaKey) => unknown;
  readonly #style: SampleStyle;

  constructor(read: (key: SchemaKey) => unknown, style: SampleStyle) {
    this.#read = read;
    this.#style = style;
  }

  sample(schema: unknown, position: Position): Sample {
    if (schema === false) return undefined;
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
    { within, variant }: Position,
  ): { schema: JsonObject; within: readonly SchemaKey[] } | undefined {
    const key = schema['$ref'];
    let merged = omit(schema, ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else']);
    let reached = within;
    const add = (part: unknown): boolean => {
      if (!isObject(part)) return part !== false;
      const flat = this.#flatten(part, { within: reached, variant });
      if (flat === undefined) return false;
      merged = merge(merged, flat.schema);
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
    if (type === 'string') return stringOf(schema, position.variant);
    if (type === 'number' || type === 'integer') return numberOf(schema, type, position.variant);
    if (type === 'boolean') return { value: position.variant % 2 === 0 };
    return { value: null };
  }

  #object(schema: JsonObject, position: Position): Sample {
    const properties = objectAt(schema, 'properties');
    const required = stringsAt(schema, 'required');
    const names = this.#style.optional ? Object.keys(properties) : [];
    const inner = { ...position, variant: 0 };
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
      this.#style.optional && isObject(schema['additionalProperties']) ? entries.length + 1 : 0,
    );
    for (let number = 1; entries.length < wanted; number++) {
      if (number > MAX_ITEMS) return undefined;
      const name = this.#freeName(schema, number);
      const made = this.sample(this.#other(schema, name), inner);
      if (made !== undefined && !entries.some(([taken]) => taken === name))
        entries.push([name, made.value]);
    }
    if (position.variant > 0 && entries.length > 0) vary(entries, position.variant);
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
      names === undefined ? undefined : this.sample(names, { within: [], variant: number - 1 });
    return typeof made?.value === 'string' ? made.value : `property${number}`;
  }

  #array(schema: JsonObject, position: Position): Sample {
    const first = listAt(schema, 'prefixItems');
    const least = Math.max(minimum(schema, 'minItems'), Math.min(1, maximum(schema, 'maxItems')));
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
      const made = this.sample(both, { ...position, variant: position.variant + index });
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

/** Makes one of several objects another than the others, by the first of its texts or numbers. */
function vary(entries: [string, unknown][], variant: number): void {
  for (const entry of entries) {
    const [, value] = entry;
    if (typeof value === 'number') entry[1] = value + variant;
    else if (typeof value === 'string' && !/[^a-z]/.test(value)) entry[1] = `${value}${variant}`;
    else continue;
    return;
  }
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...one, ...other };
  const required = [...new Set([...stringsAt(one, 'required'), ...stringsAt(other, 'required')])];
  if (required.length > 0) merged['required'] = required;
  for (const keyword of ['properties', 'patternProperties']) {
    const [first, second] = [objectAt(one, keyword), objectAt(other, keyword)];
    const names = new Set([...Object.keys(first), ...Object.keys(second)]);
    if (names.size === 0) continue;
    merged[keyword] = Object.fromEntries(
      [...names].map((name) => {
        const parts = [first, second]
          .filter((map) => Object.hasOwn(map, name))
          .map((map) => map[name]);
        return [name, parts.length === 1 ? parts[0] : { allOf: parts }];
      }),
    );
  }
  const types = [one, other]
    .filter((schema) => 'type' in schema)
    .map((schema) => [schema['type']].flat());
  if (types.length === 2) {
    const common =
      types[0]?.filter(
        (type) => types[1]?.includes(type) || (type === 'integer' && types[1]?.includes('number')),
      ) ?? [];
    merged['type'] = common.length > 0 ? common : types[1];
  }
  const enums = [one, other]
    .filter((schema) => Array.isArray(schema['enum']))
    .map((schema) => listAt(schema, 'enum'));
  if (enums.length === 2) merged['enum'] = enums[0]?.filter((value) => enums[1]?.includes(value));
  for (const [keyword, pick] of BOUNDS) {
    const bounds = [one[keyword], other[keyword]].filter((bound) => typeof bound === 'number');
    if (bounds.length === 2) merged[keyword] = pick(...bounds);
  }
  return merged;
}

const BOUNDS = [
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map(
    (keyword) => [keyword, Math.max] as const,
  ),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map(
    (keyword) => [keyword, Math.min] as const,
  ),
];

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

function minimum(schema: JsonObject, keyword: string, otherwise = 0): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

function maximum(schema: JsonObject, keyword: string): number {
  return minimum(schema, keyword, Infinity);
}

function stringOf(schema: JsonObject, variant: number): Sample {
  const { pattern, format } = schema;
  const [least, most] = [minimum(schema, 'minLength'), maximum(schema, 'maxLength')];
  if (least > most || least > MAX_LENGTH) return undefined;
  if (typeof pattern === 'string') return matching(pattern, { least, most, variant });
  const text =
    typeof format === 'string' && Object.hasOwn(FORMATS, format)
      ? (FORMATS[format] ?? '')
      : undefined;
  if (text !== undefined) return { value: variant === 0 ? text : varied(text, variant) };
  const base = variant === 0 ? 'string' : `string${variant}`;
  const long = base.length < least ? base.padStart(least, 'string') : base;
  return { value: long.length > most ? long.slice(long.length - most) : long };
}

const MAX_LENGTH = 10_000;

/** The last digit or letter of it counted up, for formats that stand it. */
function varied(text: string, variant: number): string {
  const at = text.search(/\d\D*$/);
  return at < 0
    ? `${text}${variant}`
    : `${text.slice(0, at)}${(Number(text[at]) + variant) % 10}${text.slice(at + 1)}`;
}

function matching(
  pattern: string,
  { least, most, variant }: { least: number; most: number; variant: number },
): Sample {
  const expression = toRegExp(pattern);
  if (expression === undefined) return undefined;
  try {
    const arbitrary = fc.stringMatching(expression, { size: least > 10 ? 'medium' : 'xsmall' });
    const made = fc.sample(arbitrary, { seed: 1, numRuns: 200 });
    const fitting = [...new Set(made)].filter((text) => {
      const { length } = Array.from(text);
      return length >= least && length <= most && expression.test(text);
    });
    const readable = fitting.filter((text) => /^[ -~]+$/.test(text));
    const value = (readable.length > variant ? readable : fitting)[variant];
    return value === undefined ? undefined : { value };
  } catch {
    // It cannot make text for every construct of regular expressions.
    return undefined;
  }
}

const FORMATS: Record<string, string> = {
  'date-time': '2019-08-24T14:15:22Z',
  date: '2019-08-24',
  time: '14:15:22Z',
  duration: 'P3D',
  email: 'user@example.com',
  'idn-email': 'user@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.168.0.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/1',
  url: 'https://example.com/1',
  iri: 'https://example.com/1',
  'uri-reference': '/path/1',
  'iri-reference': '/path/1',
  'uri-template': 'https://example.com/{id}',
  uuid: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  'json-pointer': '/pointer/1',
  'relative-json-pointer': '1/pointer',
  regex: '[a-z]1',
  byte: 'c3RyaW5n',
};

function numberOf(schema: JsonObject, type: string, variant: number): Sample {
  const step = minimum(schema, 'multipleOf', type === 'integer' ? 1 : 0);
  const lower = Math.max(
    minimum(schema, 'minimum', -Infinity),
    minimum(schema, 'exclusiveMinimum', -Infinity),
  );
  const upper = Math.min(maximum(schema, 'maximum'), maximum(schema, 'exclusiveMaximum'));
  const isOpen = lower === schema['exclusiveMinimum'] || upper === schema['exclusiveMaximum'];
  const unit =
    step > 0
      ? type === 'integer' && !Number.isInteger(step)
        ? Math.ceil(step)
        : step
      : isOpen && upper - lower <= 1
        ? (upper - lower) / 4
        : 1;
  const start =
    lower <= 0 && upper >= 0
      ? 0
      : lower > 0
        ? Math.ceil(lower / unit) * unit
        : Math.floor(upper / unit) * unit;
  const up = upper > start || upper === Infinity;
  const value = (offset: number) =>
    Number((start + (up ? offset : -offset) * unit).toPrecision(15));
  const isOutside =
    value(0) === schema['exclusiveMinimum'] || value(0) === schema['exclusiveMaximum'];
  return { value: value(variant + (isOutside ? 1 : 0)) };
}
