import {
  fromPointer,
  isObject,
  listAt,
  objectAt,
  resolve,
  toPointer,
  valueAt,
  type JsonObject,
} from './json.js';

/** The values of its property by which a discriminator tells a branch; undefined: any. */
type Values = readonly unknown[] | undefined;

/** A branch of a union, and the values that the discriminator means it by. */
export interface Branch {
  readonly schema: unknown;
  /** Undefined if the branch needs no more than what it says itself. */
  readonly values: readonly unknown[] | undefined;
}

export function propertyNameOf(schema: JsonObject): string | undefined {
  const name = objectAt(schema, 'discriminator')['propertyName'];
  return typeof name === 'string' ? name : undefined;
}

export function mappingOf(schema: JsonObject): JsonObject {
  return objectAt(objectAt(schema, 'discriminator'), 'mapping');
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
  const property = propertyNameOf(schema);
  if (property === undefined)
    return branches.map((branch) => ({ schema: branch, values: undefined }));
  const mapping = mappingOf(schema);
  const own = branches.map((branch) => valuesWithin(branch, property, search));
  return branches.map((branch, index) => {
    const others = own.filter((_, other) => other !== index);
    const values = narrowed(search.root, {
      ...{ branch, property, mapping, others },
      own: own[index],
    });
    return { schema: branch, values };
  });
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

interface Candidate {
  readonly branch: unknown;
  readonly property: string;
  readonly own: Values;
  readonly others: readonly Values[];
  readonly mapping: JsonObject;
}

function narrowed(
  root: JsonObject,
  { branch, property, own, others, mapping }: Candidate,
): unknown[] | undefined {
  const ref = refOf(branch);
  if (ref === undefined) return undefined;
  const mapped = Object.entries(mapping).flatMap(([key, target]) =>
    typeof target === 'string' && hasBranch(root, ref, target) ? [key] : [],
  );
  const named = mapped.length > 0 ? mapped : [nameOf(ref)];
  if (own === undefined) return asTyped(named, typesOf(root, branch, property));
  const isShared = own.some((value) => others.some((other) => other?.includes(value)));
  if (!isShared) return undefined;
  const values = own.filter((value) => named.includes(String(value)));
  return values.length > 0 && values.length < own.length ? values : undefined;
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
function typesOf(
  root: JsonObject,
  schema: unknown,
  property: string,
  seen = new Set<unknown>(),
): Set<unknown> {
  if (!isObject(schema) || seen.has(schema)) return new Set();
  seen.add(schema);
  const properties = objectAt(schema, 'properties');
  const own = Object.hasOwn(properties, property) ? resolve(root, properties[property]).value : {};
  const parts = partsOf(root, schema).flatMap((part) => [...typesOf(root, part, property, seen)]);
  return new Set([...(isObject(own) ? [own['type']].flat() : []), ...parts]);
}

function refOf(branch: unknown): string | undefined {
  const ref = isObject(branch) ? branch['$ref'] : undefined;
  return typeof ref === 'string' ? ref : undefined;
}

function nameOf(pointer: string): string {
  return fromPointer(pointer)?.at(-1) ?? pointer;
}

/** All schemas that describe the very value that a schema describes, besides its unions. */
export function partsOf(root: JsonObject, schema: JsonObject): unknown[] {
  const ref = refOf(schema);
  return [...listAt(schema, 'allOf'), ...(ref === undefined ? [] : [valueAt(root, ref)])];
}

/** Where a reference ends, past schemas that only refer to another. */
export function endOf(root: JsonObject, ref: string, seen = new Set<string>()): string {
  const schema = valueAt(root, ref);
  const next = refOf(schema);
  if (next === undefined || addsToReference(schema) || seen.has(next)) return ref;
  return endOf(root, next, seen.add(next));
}

/** Whether a schema says more of a value than the schema that it refers to. */
function addsToReference(schema: unknown): boolean {
  const added = ['properties', 'required', 'allOf', 'oneOf', 'anyOf'];
  return isObject(schema) && added.some((keyword) => keyword in schema);
}

/** Whether a schema is the target, or has it among the branches of its unions. */
export function hasBranch(
  root: JsonObject,
  ref: string,
  target: string,
  seen = new Set<string>(),
): boolean {
  const end = endOf(root, ref);
  if (end === endOf(root, target)) return true;
  if (seen.has(end)) return false;
  seen.add(end);
  return alternativesOf(valueAt(root, end)).some((inner) => hasBranch(root, inner, target, seen));
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

/** The schemas that inherit from each schema, directly or through others. */
export function inheritorsIn(root: JsonObject): ReadonlyMap<string, readonly string[]> {
  const schemas = objectAt(objectAt(root, 'components'), 'schemas');
  const found = new Map<string, string[]>();
  const add = (base: string, pointer: string, seen: ReadonlySet<string>): void => {
    if (seen.has(base) || base === pointer) return;
    const value = valueAt(root, base);
    const inheritors = found.get(base) ?? [];
    if (!inheritors.includes(pointer) && mayInherit(root, value, pointer))
      found.set(base, [...inheritors, pointer]);
    for (const next of basesOf(root, value)) add(next, pointer, new Set(seen).add(base));
  };
  for (const [name, schema] of Object.entries(schemas)) {
    const pointer = toPointer(['components', 'schemas', name]);
    for (const base of basesOf(root, schema)) add(base, pointer, new Set());
  }
  return found;
}

/** A union has its own branches for heirs, and what these inherit. Any other schema narrows it. */
function mayInherit(root: JsonObject, base: unknown, pointer: string): boolean {
  const seen = new Set<string>();
  const leadsThere = (ref: string): boolean => {
    const end = endOf(root, ref);
    if (end === pointer) return true;
    if (seen.has(end)) return false;
    seen.add(end);
    const value = valueAt(root, end);
    return [...basesOf(root, value), ...alternativesOf(value)].some(leadsThere);
  };
  const branches = alternativesOf(base);
  return branches.length === 0 || branches.some(leadsThere);
}

/** Whether a reference to `base` at `from` is where a schema inherits from it. */
export function isInheritance(
  inheritors: ReadonlyMap<string, readonly string[]>,
  base: string,
  from: string,
): boolean {
  const heir = /^(#\/components\/schemas\/[^/]+)(\/allOf\/\d+)?$/.exec(from)?.[1];
  return heir !== undefined && (inheritors.get(base) ?? []).includes(heir);
}

/** What a schema inherits from: by `allOf`, or by a reference beside which it says more. */
function basesOf(root: JsonObject, schema: unknown): string[] {
  const own = addsToReference(schema) ? refOf(schema) : undefined;
  const refs = [...refsIn(schema, 'allOf'), ...(own === undefined ? [] : [own])];
  return refs.map((ref) => endOf(root, ref));
}

function alternativesOf(schema: unknown): string[] {
  return [...refsIn(schema, 'oneOf'), ...refsIn(schema, 'anyOf')];
}

function refsIn(schema: unknown, keyword: string): string[] {
  return isObject(schema) ? listAt(schema, keyword).flatMap((part) => refOf(part) ?? []) : [];
}
