import { DirectionMarks } from './direction-marks.js';
import {
  branchesOf,
  familyOf,
  inheritorsIn,
  isInheritance,
  propertyNameOf,
} from './discriminator.js';
import {
  isObject,
  join,
  listAt,
  objectAt,
  omit,
  resolve,
  stringsAt,
  valueAt,
  type JsonObject,
} from './json.js';
import { allowNull, modernizeBound } from './legacy-keywords.js';
import { settleOneOf } from './one-of.js';
import { toRegExp } from './regular-expression.js';
import { fromKey, PLAIN, toKey, type Reading, type SchemaKey } from './schema-key.js';
import type { Spec } from './spec.js';
import { LISTS, SINGLE } from './subschemas.js';

/** Direction of a schema: sent or received. */
export type Direction = 'request' | 'response';

/** Keywords whose schemas describe the very value that the schema around them describes. */
const IN_PLACE = new Set('allOf anyOf oneOf not if then else dependentSchemas'.split(' '));

/** Every supported keyword; others are left out. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength
   pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties
   required dependentRequired properties patternProperties additionalProperties propertyNames
   unevaluatedProperties dependentSchemas items prefixItems contains unevaluatedItems allOf anyOf
   oneOf not if then else format title description default example examples deprecated`.split(
    /\s+/,
  ),
);

/**
 * The one reading of a document's schemas that types, checks and samples share: JSON Schema
 * 2020-12 for one direction. Both dialects, discriminators, inheritance, `nullable`, `readOnly` and
 * `writeOnly` are settled in it; each `$ref` holds a {@link SchemaKey}.
 *
 * A property that is not part of this direction has the schema `{ readOnly: true }` (a request must
 * not have it) or `{ writeOnly: true }` (whatever a response has there).
 */
export class SchemaReader {
  readonly #spec: Spec;
  readonly #marks: DirectionMarks;
  readonly #read = new Map<SchemaKey, unknown>();
  /** The schemas being read; each describes the same value as the one before it. */
  readonly #open: SchemaKey[] = [];
  readonly #inheritors: ReadonlyMap<string, readonly string[]>;

  constructor(spec: Spec, direction: Direction) {
    this.#spec = spec;
    this.#marks = new DirectionMarks(
      spec.document,
      direction === 'request' ? 'readOnly' : 'writeOnly',
    );
    this.#inheritors = inheritorsIn(spec.document);
  }

  /** The schema that a key names. */
  read(key: SchemaKey): unknown {
    if (this.#read.has(key)) return this.#read.get(key);
    const { pointer, reading } = fromKey(key);
    this.#open.push(key);
    const declared = this.#spec.dynamicAnchors(pointer);
    const schema = this.#readAt(
      { schema: valueAt(this.#spec.document, pointer), pointer },
      { ...reading, anchors: { ...declared, ...reading.anchors }, inPlace: true },
    );
    this.#open.pop();
    this.#read.set(key, schema);
    return schema;
  }

  #readAt({ schema, pointer }: Place, reading: Walk): unknown {
    if (!isObject(schema)) return schema !== false;
    const children = this.#inheritorsOf(schema, pointer);
    if (children.length > 0 && !reading.isBase) return this.#readFamily(schema, pointer, reading);
    return this.#schema({ schema, pointer }, reading);
  }

  #inheritorsOf(schema: JsonObject, pointer: string): readonly string[] {
    if (propertyNameOf(schema) === undefined || 'oneOf' in schema || 'anyOf' in schema) return [];
    return this.#inheritors.get(pointer) ?? [];
  }

  #objectAt(pointer: string): JsonObject {
    return objectAt({ at: valueAt(this.#spec.document, pointer) }, 'at');
  }

  /** A schema that others inherit from: one of those, told apart by its discriminator, or itself. */
  #readFamily(schema: JsonObject, pointer: string, reading: Walk): unknown {
    const property = propertyNameOf(schema) ?? '';
    const heirs = this.#inheritors.get(pointer) ?? [];
    const members = familyOf(this.#spec.document, { schema, pointer }, heirs);
    const { description, title } = schema;
    return {
      ...(description !== undefined && { description }),
      ...(title !== undefined && { title }),
      anyOf: members.map(({ pointer: member, kind }) => {
        const isFamily = this.#inheritorsOf(this.#objectAt(member), member).length > 0;
        const ref = { $ref: this.#enter(member, { ...reading, isBase: isFamily }, pointer) };
        const isTold = kind !== undefined && !this.#isExcused(property, member, reading);
        return isTold ? { allOf: [ref, only(property, kind)] } : ref;
      }),
    };
  }

  /** Whether a property is not part of this direction, by the schema at a place or around it. */
  #isExcused(property: string, pointer: string, { excused }: Walk): boolean {
    return (
      excused.includes(property) || this.#marks.markedIn(this.#objectAt(pointer)).has(property)
    );
  }

  /** The key of a schema that describes the same value. */
  #enter(pointer: string, reading: Reading, from: string): SchemaKey {
    const key = toKey(pointer, reading);
    if (this.#open.includes(key)) {
      throw this.#spec.source.error(from, `the schema contains itself: ${pointer}`);
    }
    this.read(key);
    return key;
  }

  #schema({ schema, pointer }: Place, reading: Walk): unknown {
    if (!isObject(schema)) return schema !== false;
    if (this.#spec.dialect === '3.0' && typeof schema['$ref'] === 'string') {
      return this.#withRef({}, { ref: schema['$ref'], pointer }, reading);
    }
    const { nullable, $ref, $dynamicRef, ...rest } = schema;
    const own = Object.fromEntries(Object.entries(rest).filter(([key]) => KEYWORDS.has(key)));
    const isNullable = nullable === true;
    if (isNullable && isCombined(schema)) {
      const whole = this.#schema({ schema: { ...schema, nullable: false }, pointer }, reading);
      return { ...annotationsOf(schema), anyOf: [whole, { type: 'null' }] };
    }
    const excused = [...new Set([...reading.excused, ...this.#marks.markedIn(schema)])].sort();
    const copy = this.#subschemas(
      { schema: own, pointer },
      { reading: { ...reading, excused }, owner: schema },
    );
    modernizeBound(copy, 'minimum', 'exclusiveMinimum');
    modernizeBound(copy, 'maximum', 'exclusiveMaximum');
    if (!reading.isBase) settleOneOf(this.#spec.document, schema, copy);
    if (isNullable) allowNull(copy);
    this.#settleLists(copy, pointer, excused);
    if (Array.isArray(copy['enum']) && copy['enum'].length === 0) return false;
    const inner = { ...reading, excused };
    const anchored = this.#dynamicTarget($dynamicRef, reading);
    const refs = [$ref, anchored].filter((ref) => typeof ref === 'string');
    return refs.reduce<JsonObject>(
      (whole, ref) => this.#withRef(whole, { ref, pointer }, inner),
      copy,
    );
  }

  #dynamicTarget(ref: unknown, { anchors }: Walk): string | undefined {
    if (typeof ref !== 'string') return undefined;
    const name = this.#objectAt(ref)['$dynamicAnchor'];
    return typeof name === 'string' && Object.hasOwn(anchors, name) ? anchors[name] : ref;
  }

  /** Adds what a reference says of the same value. */
  #withRef(schema: JsonObject, { ref, pointer }: { ref: string; pointer: string }, reading: Walk) {
    const key = this.#keyOf(ref, pointer, reading);
    if (reading.inPlace) {
      if (this.#open.includes(key)) {
        this.#warn(pointer, `the schema contains itself by "${ref}", which adds nothing to it`);
        return schema;
      }
      this.read(key);
    }
    if (!('$ref' in schema)) return { ...schema, $ref: key };
    return { ...schema, allOf: [...listAt(schema, 'allOf'), { $ref: key }] };
  }

  #keyOf(ref: string, from: string, reading: Walk): SchemaKey {
    const target = valueAt(this.#spec.document, ref);
    const excused = reading.excused.filter((name) => this.#marks.requiredIn(target).has(name));
    const marked = isObject(target) ? this.#marks.markedIn(target) : new Set();
    const declared = this.#spec.dynamicAnchors(ref);
    const outer = Object.entries(reading.anchors).filter(([name, at]) => declared[name] !== at);
    return toKey(ref, {
      excused: excused.filter((name) => !marked.has(name)),
      isBase: this.#isInherited(ref, target, from),
      anchors: Object.fromEntries(outer),
    });
  }

  /** Whether `from` is where one of the heirs of a schema with a discriminator inherits from it. */
  #isInherited(base: string, schema: unknown, from: string): boolean {
    const { value } = resolve(this.#spec.document, schema);
    if (!isObject(value) || propertyNameOf(value) === undefined) return false;
    return isInheritance(this.#inheritors, base, from);
  }

  #subschemas(
    { schema, pointer }: Place,
    { reading, owner }: { reading: Walk; owner: JsonObject },
  ): JsonObject {
    const entries = Object.entries(this.#withoutOwnHeirs(schema, owner, reading)).map(
      ([keyword, value]) => {
        const place = { schema: value, pointer: join(pointer, keyword) };
        return [keyword, this.#keyword(keyword, place, { reading, owner })] as const;
      },
    );
    return Object.fromEntries(entries);
  }

  /** The union of a schema's own heirs would never end where one of these inherits from it. */
  #withoutOwnHeirs(schema: unknown, owner: JsonObject, { isBase }: Walk): JsonObject {
    if (!isObject(schema)) return {};
    if (!isBase || propertyNameOf(owner) === undefined) return schema;
    return omit(schema, ['oneOf', 'anyOf']);
  }

  #keyword(
    keyword: string,
    { schema: value, pointer }: Place,
    { reading, owner }: { reading: Walk; owner: JsonObject },
  ): unknown {
    // Whether a value matches is asked, not demanded: to excuse a property there would invert that.
    const excused = keyword === 'if' || keyword === 'not' ? [] : reading.excused;
    const inner = IN_PLACE.has(keyword)
      ? { ...reading, excused, isBase: false }
      : { ...PLAIN, anchors: reading.anchors, inPlace: false };
    const read = (schema: unknown, ...path: string[]) =>
      OTHER_PROPERTIES.has(keyword) && this.#marks.isMarked(schema)
        ? { [this.#marks.mark]: true }
        : this.#schema({ schema, pointer: join(pointer, ...path) }, inner);
    if (SINGLE.has(keyword)) return read(value);
    if (keyword === 'properties') return this.#properties({ schema: value, pointer }, reading);
    if (MAPS.has(keyword) && isObject(value))
      return mapValues(value, (item, name) => read(item, name));
    if (!LISTS.has(keyword) || !Array.isArray(value)) return value;
    if (keyword === 'prefixItems' || keyword === 'allOf') {
      return value.map((item, index) => read(item, `${index}`));
    }
    return this.#union({ schema: value, pointer }, { reading: inner, owner });
  }

  #union(
    { schema, pointer }: Place,
    { reading, owner }: { reading: Walk; owner: JsonObject },
  ): unknown[] {
    const property = propertyNameOf(owner) ?? '';
    const branches = branchesOf(this.#spec.document, owner, Array.isArray(schema) ? schema : []);
    return branches.map(({ schema: branch, values }, index) => {
      const place = join(pointer, `${index}`);
      if (this.#isOpenHere(branch, place, reading)) return false;
      const read = this.#schema({ schema: branch, pointer: place }, reading);
      if (values === undefined || this.#isExcused(property, place, reading)) return read;
      return { allOf: [read, only(property, { enum: values })] };
    });
  }

  /** Whether a branch is the schema that it is a branch of. */
  #isOpenHere(branch: unknown, pointer: string, reading: Walk): boolean {
    const ref = isObject(branch) ? branch['$ref'] : undefined;
    if (!reading.inPlace || typeof ref !== 'string') return false;
    return this.#keyOf(ref, pointer, reading) === this.#open.at(-1);
  }

  #properties({ schema, pointer }: Place, reading: Walk): unknown {
    if (!isObject(schema)) return schema;
    const inner = { ...PLAIN, anchors: reading.anchors, inPlace: false };
    return mapValues(schema, (property, name) =>
      reading.excused.includes(name)
        ? { [this.#marks.mark]: true }
        : this.#schema({ schema: property, pointer: join(pointer, name) }, inner),
    );
  }

  /** `required` without what this direction lacks, and lists without what is in them twice. */
  #settleLists(schema: JsonObject, pointer: string, excused: readonly string[]): void {
    if ('required' in schema) {
      const names = stringsAt(schema, 'required');
      const required = [...new Set(names)];
      if (required.length < names.length) {
        this.#warn(join(pointer, 'required'), 'a name is listed more than once');
      }
      const left = required.filter((name) => !excused.includes(name));
      if (left.length > 0) schema['required'] = left;
      else delete schema['required'];
    }
    if (isObject(schema['dependentRequired'])) {
      schema['dependentRequired'] = mapValues(schema['dependentRequired'], (_, name) =>
        stringsAt(objectAt(schema, 'dependentRequired'), name).filter(
          (other) => !excused.includes(other),
        ),
      );
    }
    if (Array.isArray(schema['enum']) && schema['enum'].length === 0) {
      this.#warn(join(pointer, 'enum'), 'an empty enum allows no value');
    }
    this.#requirePattern(schema['pattern'], join(pointer, 'pattern'));
    for (const pattern of Object.keys(objectAt(schema, 'patternProperties'))) {
      this.#requirePattern(pattern, join(pointer, 'patternProperties', pattern));
    }
  }

  #requirePattern(pattern: unknown, pointer: string): void {
    if (typeof pattern !== 'string' || toRegExp(pattern) !== undefined) return;
    throw this.#spec.source.error(pointer, `not a regular expression: ${pattern}`);
  }

  #warn(pointer: string, message: string): void {
    const warning = this.#spec.source.describe(pointer, message);
    if (!this.#spec.warnings.includes(warning)) this.#spec.warnings.push(warning);
  }
}

const readers = new WeakMap<Spec, Partial<Record<Direction, SchemaReader>>>();

/** The reader of a document for one direction, the same one each time: reading takes long. */
export function readerOf(spec: Spec, direction: Direction): SchemaReader {
  const known = readers.get(spec) ?? {};
  readers.set(spec, known);
  return (known[direction] ??= new SchemaReader(spec, direction));
}

/** The state of reading one schema. */
interface Walk extends Reading {
  /** Whether the schema here describes the same value as the one that is being read. */
  readonly inPlace: boolean;
}

interface Place {
  readonly schema: unknown;
  readonly pointer: string;
}

const MAPS = new Set(['patternProperties', 'dependentSchemas']);
const OTHER_PROPERTIES = new Set([
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
]);

function only(property: string, schema: JsonObject): JsonObject {
  return { properties: { [property]: schema }, required: [property] };
}

function isCombined(schema: JsonObject): boolean {
  return ['allOf', 'oneOf', 'anyOf', '$ref', '$dynamicRef', 'not', 'if', 'const'].some(
    (keyword) => keyword in schema,
  );
}

function annotationsOf({ title, description, deprecated }: JsonObject): JsonObject {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

function mapValues(map: JsonObject, change: (value: unknown, name: string) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, change(value, name)]),
  );
}
