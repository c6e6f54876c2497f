import { DirectionMarks } from './direction-marks.js';
import { branchesOf, familyOf, propertyNameOf } from './discriminator.js';
import { inheritorsIn, isInheritance } from './inheritance.js';
import {
  isObject,
  joinPointer,
  listAt,
  objectAtPointer,
  valueAt,
  type JsonObject,
} from './json.js';
import { IN_PLACE, KEYWORDS, OTHER_PROPERTIES } from './keywords.js';
import { allowNull, modernizeBound } from './legacy-keywords.js';
import { settleOneOf } from './one-of.js';
import { endOf, hasBranch, refOf } from './parts.js';
import { fromKey, PLAIN, toKey, type Reading, type SchemaKey } from './schema-key.js';
import { settleLists } from './settle-lists.js';
import type { Spec } from './spec.js';
import { mapSubschemas } from './subschemas.js';

/** Direction of a schema: sent or received. */
export type Direction = 'request' | 'response';

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
  /** Unions that contain the one that is being read, and stand in it already. */
  #inlined = new Set<SchemaKey>();
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
    const inlined = this.#inlined;
    this.#inlined = new Set();
    this.#open.push(key);
    const schema = this.#readKey(key);
    this.#open.pop();
    this.#inlined = inlined;
    this.#read.set(key, schema);
    return schema;
  }

  #readKey(key: SchemaKey): unknown {
    const { pointer, reading } = fromKey(key);
    const declared = this.#spec.dynamicAnchors(pointer);
    return this.#readAt(
      { schema: valueAt(this.#spec.document, pointer), pointer },
      { ...reading, anchors: { ...declared, ...reading.anchors }, inPlace: true },
    );
  }

  #isOpen(key: SchemaKey): boolean {
    return this.#open.includes(key) || this.#inlined.has(key);
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

  /** A schema that others inherit from: one of those, told apart by its discriminator, or itself. */
  #readFamily(schema: JsonObject, pointer: string, reading: Walk): unknown {
    const property = propertyNameOf(schema) ?? '';
    const heirs = this.#inheritors.get(pointer) ?? [];
    const members = familyOf(this.#spec.document, { schema, pointer }, heirs);
    return {
      ...annotationsOf(schema),
      anyOf: members.map(({ pointer: member, kind }) => {
        const own = objectAtPointer(this.#spec.document, member);
        // Its heirs are members too, unless it tells them apart by another property.
        const isBase =
          propertyNameOf(own) === property && this.#inheritorsOf(own, member).length > 0;
        const ref = { $ref: this.#enter(member, { ...reading, isBase }, pointer) };
        const isTold = kind !== undefined && !this.#isExcused(property, member, reading);
        return isTold ? { allOf: [ref, only(property, kind)] } : ref;
      }),
    };
  }

  /** Whether a property is not part of this direction, by the schema at a place or around it. */
  #isExcused(property: string, pointer: string, { excused }: Walk): boolean {
    return (
      excused.includes(property) ||
      this.#marks.markedIn(objectAtPointer(this.#spec.document, pointer)).has(property)
    );
  }

  /** The key of a schema that describes the same value. */
  #enter(pointer: string, reading: Reading, from: string): SchemaKey {
    const key = toKey(pointer, reading);
    if (this.#isOpen(key)) {
      throw this.#spec.source.error(from, `the schema contains itself: ${pointer}`);
    }
    this.read(key);
    return key;
  }

  #schema({ schema, pointer }: Place, reading: Walk): unknown {
    if (!isObject(schema)) return schema !== false;
    const { nullable, $ref, $dynamicRef, ...rest } = schema;
    const isNullable = nullable === true;
    if (isNullable && isCombined(schema)) {
      const whole = this.#schema({ schema: { ...schema, nullable: false }, pointer }, reading);
      return { ...annotationsOf(schema), anyOf: [whole, { type: 'null' }] };
    }
    const excused = [...new Set([...reading.excused, ...this.#marks.markedIn(schema)])].sort();
    const inner = { ...reading, excused };
    const told = new Map(
      ['oneOf', 'anyOf'].map((keyword) => {
        return [keyword, branchesOf(this.#spec.document, schema, listAt(schema, keyword))] as const;
      }),
    );
    const property = propertyNameOf(schema) ?? '';
    const copy = mapSubschemas(this.#ownKeywords(rest, reading), (child, keyword, ...path) => {
      const place = { schema: child, pointer: joinPointer(pointer, keyword, ...path) };
      const values = told.get(keyword)?.[Number(path[0])]?.values;
      return this.#child(place, { keyword, name: path[0] ?? '', property, values }, inner);
    });
    modernizeBound(copy, 'minimum', 'exclusiveMinimum');
    modernizeBound(copy, 'maximum', 'exclusiveMaximum');
    if (!reading.isBase) settleOneOf(this.#spec.document, schema, copy);
    if (isNullable) allowNull(copy);
    settleLists(this.#spec.source, { schema: copy, pointer }, excused);
    if (Array.isArray(copy['enum']) && copy['enum'].length === 0) return false;
    const anchored = this.#dynamicTarget($dynamicRef, reading);
    const refs = [$ref, anchored].filter((ref) => typeof ref === 'string');
    return refs.reduce<JsonObject>(
      (whole, ref) => this.#withRef(whole, { ref, pointer }, inner),
      copy,
    );
  }

  #ownKeywords(schema: JsonObject, { isBase }: Walk): JsonObject {
    // The union of a schema's own heirs would never end where one of these inherits from it.
    const left = isBase && propertyNameOf(schema) !== undefined ? ['oneOf', 'anyOf'] : [];
    const entries = Object.entries(schema);
    return Object.fromEntries(
      entries.filter(([keyword]) => KEYWORDS.has(keyword) && !left.includes(keyword)),
    );
  }

  #dynamicTarget(ref: unknown, { anchors }: Walk): string | undefined {
    if (typeof ref !== 'string') return undefined;
    const name = objectAtPointer(this.#spec.document, ref)['$dynamicAnchor'];
    return typeof name === 'string' && Object.hasOwn(anchors, name) ? anchors[name] : ref;
  }

  /** Adds what a reference says of the same value. */
  #withRef(schema: JsonObject, { ref, pointer }: { ref: string; pointer: string }, reading: Walk) {
    const key = this.#keyOf(ref, pointer, reading);
    if (reading.inPlace) {
      if (this.#isOpen(key)) {
        this.#spec.source.warn(
          pointer,
          `the schema contains itself by "${ref}", which adds nothing to it`,
        );
        return schema;
      }
      if (this.#containsOpen(ref)) {
        this.#inlined.add(key);
        return withPart(schema, this.#readKey(key));
      }
      this.read(key);
    }
    return '$ref' in schema ? withPart(schema, { $ref: key }) : { ...schema, $ref: key };
  }

  /** Whether another schema has the one that is being read among the branches of its unions. */
  #containsOpen(ref: string): boolean {
    const { document } = this.#spec;
    const { pointer } = fromKey(this.#open.at(-1) ?? '');
    const isOther = endOf(document, ref) !== endOf(document, pointer);
    return isOther && hasBranch(document, ref, pointer);
  }

  #keyOf(written: string, from: string, reading: Walk): SchemaKey {
    const end = endOf(this.#spec.document, written);
    const isBase = this.#isInherited(end, from);
    const ref = isBase ? end : written;
    const target = valueAt(this.#spec.document, ref);
    const excused = reading.excused.filter((name) => this.#marks.requiredIn(target).has(name));
    const marked = isObject(target) ? this.#marks.markedIn(target) : new Set();
    const declared = this.#spec.dynamicAnchors(ref);
    const outer = Object.entries(reading.anchors).filter(([name, at]) => declared[name] !== at);
    return toKey(ref, {
      excused: excused.filter((name) => !marked.has(name)),
      isBase,
      anchors: Object.fromEntries(outer),
    });
  }

  /** Whether `from` is where one of the heirs of a schema with a discriminator inherits from it. */
  #isInherited(base: string, from: string): boolean {
    if (propertyNameOf(objectAtPointer(this.#spec.document, base)) === undefined) return false;
    return isInheritance(this.#inheritors, base, from);
  }

  /** Reads a schema inside of another. */
  #child(place: Place, { keyword, name, property, values }: Slot, reading: Walk): unknown {
    const isElsewhere =
      keyword === 'properties'
        ? reading.excused.includes(name)
        : OTHER_PROPERTIES.has(keyword) && this.#marks.isMarked(place.schema);
    if (isElsewhere) return { [this.#marks.mark]: true };
    // Whether a value matches is asked, not demanded: to excuse a property there would invert that.
    const excused = keyword === 'if' || keyword === 'not' ? [] : reading.excused;
    const inner = IN_PLACE.has(keyword)
      ? { ...reading, excused, isBase: false }
      : { ...PLAIN, anchors: reading.anchors, inPlace: false };
    const isBranch = keyword === 'oneOf' || keyword === 'anyOf';
    if (isBranch && this.#isOpenBranch(place, inner)) return false;
    const read = this.#schema(place, inner);
    if (values === undefined || this.#isExcused(property, place.pointer, inner)) return read;
    return { allOf: [read, only(property, { enum: values })] };
  }

  /** Whether a branch is a schema that it is itself a branch of, and adds no value to. */
  #isOpenBranch({ schema, pointer }: Place, reading: Walk): boolean {
    const ref = refOf(schema);
    if (!reading.inPlace || ref === undefined) return false;
    return this.#isOpen(this.#keyOf(endOf(this.#spec.document, ref), pointer, reading));
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

/** Where a schema stands in the one around it. */
interface Slot {
  readonly keyword: string;
  /** The property that it describes, if the keyword names properties. */
  readonly name: string;
  /** The discriminator's property, and its values for this branch. */
  readonly property: string;
  readonly values: readonly unknown[] | undefined;
}

function only(property: string, schema: JsonObject): JsonObject {
  return { properties: { [property]: schema }, required: [property] };
}

function withPart(schema: JsonObject, part: unknown): JsonObject {
  return { ...schema, allOf: [...listAt(schema, 'allOf'), part] };
}

function isCombined(schema: JsonObject): boolean {
  return ['allOf', 'oneOf', 'anyOf', '$ref', '$dynamicRef', 'not', 'if', 'const'].some(
    (keyword) => keyword in schema,
  );
}

function annotationsOf(schema: JsonObject): JsonObject {
  const kept = ['title', 'description', 'deprecated'];
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => kept.includes(keyword)));
}
