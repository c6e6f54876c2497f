import { fromPointer, isObject, listAt, objectAt, type JsonObject } from './json.js';
import { hasBranch, partsOf, refOf, wholeOf } from './parts.js';

/** The values of its property by which a discriminator tells a branch; undefined: any. */
type Values = readonly unknown[] | undefined;

/** A branch of a union, and the values that the discriminator means it by. */
export interface Branch {
  readonly schema: unknown;
  /** Undefined if the branch needs no more than what it says itself. */
  readonly values: Values;
}

export function propertyNameOf(schema: JsonObject): string | undefined {
  const name = objectAt(schema, 'discriminator')['propertyName'];
  return typeof name === 'string' ? name : undefined;
}

export function mappingOf(schema: JsonObject): JsonObject {
  return objectAt(objectAt(schema, 'discriminator'), 'mapping');
}

/** The schema that a mapping names: it may do so barely, or spell the way to it without `#/`. */
export function mappedName(target: string): string {
  return /^[#./]*components\/schemas\/([^/]+)\/?$/.exec(target)?.[1] ?? target;
}

/**
 * Tells the branches of a union apart by its discriminator (OpenAPI 3.1, section 4.8.25). What a
 * branch fixes itself by `enum` or `const` wins over the mapping, and the mapping over its name:
 * otherwise a branch would be refused with its own value.
 */
export function branchesOf(
  root: JsonObject,
  schema: JsonObject,
  branches: readonly unknown[],
): Branch[] {
  return branchesWithin(schema, branches, { root, seen: new Set() });
}

/** A search through schemas that may contain themselves. */
interface Search {
  readonly root: JsonObject;
  readonly seen: ReadonlySet<unknown>;
}

function branchesWithin(
  schema: JsonObject,
  branches: readonly unknown[],
  search: Search,
): Branch[] {
  const { root } = search;
  const property = propertyNameOf(schema);
  if (property === undefined)
    return branches.map((branch) => ({ schema: branch, values: undefined }));
  const listed = branches.map((branch) => valuesWithin(branch, property, search));
  return branches.map((branch, index) => {
    const ref = refOf(branch);
    if (ref === undefined) return { schema: branch, values: undefined };
    const names = namesOf(root, mappingOf(schema), ref);
    const own = listed[index];
    const others = listed.filter((_, at) => at !== index).flatMap((values) => values ?? []);
    const values = own
      ? narrowed(own, names, others)
      : asTyped(names, typesOf(root, branch, property));
    return { schema: branch, values };
  });
}

/** The values by which a discriminator may mean what a reference leads to. */
function namesOf(root: JsonObject, mapping: JsonObject, ref: string): string[] {
  const mapped = Object.entries(mapping).flatMap(([key, target]) =>
    typeof target === 'string' && hasBranch(root, ref, target) ? [key] : [],
  );
  return mapped.length > 0 ? mapped : [fromPointer(ref)?.at(-1) ?? ref];
}

/** Those of its own values that a branch is meant by, if others list some of them, too. */
function narrowed(
  own: readonly unknown[],
  names: readonly string[],
  others: readonly unknown[],
): Values {
  if (!own.some((value) => others.includes(value))) return undefined;
  const values = own.filter((value) => names.includes(String(value)));
  return values.length > 0 && values.length < own.length ? values : undefined;
}

/** One of the schemas that a schema which others inherit from stands for. */
export interface FamilyMember {
  readonly pointer: string;
  /** What the discriminator's property has to be; undefined if the schema says so itself. */
  readonly kind: JsonObject | undefined;
}

/**
 * The schemas that inherit from one with a discriminator, and that schema itself for the values that
 * they leave to it.
 */
export function familyOf(
  root: JsonObject,
  { schema, pointer }: { schema: JsonObject; pointer: string },
  heirs: readonly string[],
): FamilyMember[] {
  const property = propertyNameOf(schema) ?? '';
  const refs = heirs.map((heir) => ({ $ref: heir }));
  const branches = branchesOf(root, schema, refs);
  const members = branches.map(({ values }, index) => {
    return { pointer: heirs[index] ?? pointer, kind: values && { enum: values } };
  });
  const taken = branches.flatMap(
    ({ schema: heir, values }) => values ?? valuesOf(root, heir, property) ?? [],
  );
  if (valuesOf(root, schema, property)?.every((value) => taken.includes(value))) return members;
  const kind = taken.length === 0 ? undefined : { not: { enum: taken } };
  return [...members, { pointer, kind }];
}

/**
 * The keys of a mapping are texts, whatever the type of the property is: OpenAPI 3.1, section
 * 4.8.25.1, compares them with what a value is as a text.
 */
function asTyped(names: readonly string[], types: ReadonlySet<unknown>): unknown[] {
  if (types.has('string')) return [...names];
  const isNumeric = types.has('integer') || types.has('number');
  return names.map((name) => {
    if (isNumeric && name.trim() !== '' && Number.isFinite(Number(name))) return Number(name);
    return types.has('boolean') && /^(true|false)$/.test(name) ? name === 'true' : name;
  });
}

/** The types that a branch and its parts name for a property. */
function typesOf(root: JsonObject, schema: unknown, property: string): Set<unknown> {
  const named = [...wholeOf(root, schema)].map((part) => objectAt(part, 'properties'));
  const own = named.flatMap((properties) =>
    Object.hasOwn(properties, property) ? [...wholeOf(root, properties[property])] : [],
  );
  return new Set(own.flatMap(({ type }) => [type].flat()));
}

/** The values that a schema leaves to one of its properties; undefined if it does not list them. */
export function valuesOf(root: JsonObject, schema: unknown, property: string): Values {
  return valuesWithin(schema, property, { root, seen: new Set() });
}

function valuesWithin(schema: unknown, property: string, { root, seen }: Search): Values {
  if (!isObject(schema) || seen.has(schema)) return undefined;
  const deeper = { root, seen: new Set(seen).add(schema) };
  const properties = objectAt(schema, 'properties');
  const own = Object.hasOwn(properties, property)
    ? constantsOf(root, properties[property], new Set())
    : undefined;
  const parts = partsOf(root, schema).map((part) => valuesWithin(part, property, deeper));
  const unions = ['oneOf', 'anyOf'].map((keyword) => {
    const branches = listAt(schema, keyword);
    const isTold = propertyNameOf(schema) === property;
    const told = isTold ? branchesWithin(schema, branches, deeper) : [];
    return unionOf(
      branches.map((branch, at) => told[at]?.values ?? valuesWithin(branch, property, deeper)),
    );
  });
  return [own, ...parts, ...unions].reduce(intersection, undefined);
}

function unionOf(sets: readonly Values[]): Values {
  if (sets.length === 0 || sets.includes(undefined)) return undefined;
  return [...new Set(sets.flatMap((values) => values ?? []))];
}

function intersection(one: Values, other: Values): Values {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((value) => other.includes(value));
}

/** The values that `enum` and `const` leave, through `$ref`, `allOf` and unions. */
function constantsOf(root: JsonObject, schema: unknown, seen: ReadonlySet<unknown>): Values {
  if (!isObject(schema) || seen.has(schema)) return undefined;
  const deeper = new Set(seen).add(schema);
  const inner = (parts: readonly unknown[]) => parts.map((part) => constantsOf(root, part, deeper));
  return [
    'const' in schema ? [schema['const']] : undefined,
    Array.isArray(schema['enum']) ? listAt(schema, 'enum') : undefined,
    ...inner(partsOf(root, schema)),
    unionOf(inner(listAt(schema, 'oneOf'))),
    unionOf(inner(listAt(schema, 'anyOf'))),
  ].reduce<Values>(intersection, undefined);
}
