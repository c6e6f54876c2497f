import { objectAt, toPointer, valueAt, type JsonObject } from './json.js';
import { addsToReference, alternativesOf, endOf, leadsTo, refOf, refsIn } from './parts.js';

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
  const branches = alternativesOf(base);
  const waysFrom = (schema: unknown) => [...basesOf(root, schema), ...alternativesOf(schema)];
  return (
    branches.length === 0 ||
    branches.some((ref) => leadsTo(root, { ref, target: pointer }, waysFrom))
  );
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
