import { isObject, listAt, valueAt, type JsonObject } from './json.js';

/** What a schema refers to. */
export function refOf(schema: unknown): string | undefined {
  const ref = isObject(schema) ? schema['$ref'] : undefined;
  return typeof ref === 'string' ? ref : undefined;
}

/** All schemas that describe the very value that a schema describes, besides its unions. */
export function partsOf(root: JsonObject, schema: JsonObject): unknown[] {
  const ref = refOf(schema);
  return [...listAt(schema, 'allOf'), ...(ref === undefined ? [] : [valueAt(root, ref)])];
}

/** A schema and its parts, however deep. */
export function wholeOf(
  root: JsonObject,
  schema: unknown,
  seen = new Set<JsonObject>(),
): ReadonlySet<JsonObject> {
  if (!isObject(schema) || seen.has(schema)) return seen;
  seen.add(schema);
  for (const part of partsOf(root, schema)) wholeOf(root, part, seen);
  return seen;
}

/** Where a reference ends, past schemas that only refer to another. */
export function endOf(root: JsonObject, ref: string, seen = new Set<string>()): string {
  const schema = valueAt(root, ref);
  const next = refOf(schema);
  if (next === undefined || addsToReference(schema) || seen.has(next)) return ref;
  return endOf(root, next, seen.add(next));
}

/** Whether a schema says more of a value than the schema that it refers to. */
export function addsToReference(schema: unknown): boolean {
  const added = ['properties', 'required', 'allOf', 'oneOf', 'anyOf'];
  return isObject(schema) && added.some((keyword) => keyword in schema);
}

/** Whether a schema is the target, or has it among the branches of its unions. */
export function hasBranch(root: JsonObject, ref: string, target: string): boolean {
  return leadsTo(root, { ref, target }, alternativesOf);
}

/** Whether one way or another leads from a schema to the target. */
export function leadsTo(
  root: JsonObject,
  { ref, target }: { readonly ref: string; readonly target: string },
  waysFrom: (schema: unknown) => string[],
): boolean {
  const wanted = endOf(root, target);
  const reached = new Set([endOf(root, ref)]);
  // A set is iterated over what is added meanwhile, too.
  for (const end of reached) {
    if (end === wanted) return true;
    for (const next of waysFrom(valueAt(root, end))) reached.add(endOf(root, next));
  }
  return false;
}

/** The schemas that a schema's unions refer to. */
export function alternativesOf(schema: unknown): string[] {
  return [...refsIn(schema, 'oneOf'), ...refsIn(schema, 'anyOf')];
}

export function refsIn(schema: unknown, keyword: string): string[] {
  return isObject(schema) ? listAt(schema, keyword).flatMap((part) => refOf(part) ?? []) : [];
}
