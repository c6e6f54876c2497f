import { branchesOf, propertyNameOf, valuesOf } from './discriminator.js';
import { listAt, objectAt, stringsAt, type JsonObject } from './json.js';
import { wholeOf } from './parts.js';

/**
 * Reads a `oneOf` of object types by what tells them apart, where a value may fit several:
 *
 * - by the discriminator, if there is one: branches that it leaves to one value may both fit;
 * - by the properties that they document: of two types that both fit, the one that documents more
 *   of what the value has stands for both.
 *
 * Otherwise `{text, language}` would be refused by a `oneOf` of `{text}` and `{text, language}`,
 * since both are open. What neither tells apart is still refused.
 *
 * @param schema as the document has it
 * @param read the same as it has been read, which is changed in place
 */
export function settleOneOf(root: JsonObject, schema: JsonObject, read: JsonObject): void {
  const branches = listAt(schema, 'oneOf');
  if (branches.length < 2) return;
  if (propertyNameOf(schema) === undefined) read['oneOf'] = withoutOutdone(root, branches, read);
  else if (!isToldApart(root, schema)) allowSeveral(read);
}

function isToldApart(root: JsonObject, schema: JsonObject): boolean {
  const property = propertyNameOf(schema) ?? '';
  const sets = branchesOf(root, schema, listAt(schema, 'oneOf')).map(
    ({ schema: branch, values }) => values ?? valuesOf(root, branch, property),
  );
  const all = sets.flatMap((values) => values ?? []);
  return !sets.includes(undefined) && new Set(all).size === all.length;
}

function allowSeveral(read: JsonObject): void {
  const branches = read['oneOf'];
  delete read['oneOf'];
  if ('anyOf' in read) read['allOf'] = [...listAt(read, 'allOf'), { anyOf: branches }];
  else read['anyOf'] = branches;
}

function withoutOutdone(
  root: JsonObject,
  branches: readonly unknown[],
  read: JsonObject,
): unknown[] {
  const types = branches.map((branch) => objectTypeOf(root, branch));
  return listAt(read, 'oneOf').map((branch, index, all) => {
    const outdone = all.flatMap((other, at) => {
      const [one, more] = [types[index], types[at]];
      const isApart = at === index || !mayBothFit(root, branches[index], branches[at]);
      const when = isApart || one === undefined || more === undefined ? false : outdoes(more, one);
      return when === false ? [] : [{ not: { allOf: [other, when] } }];
    });
    return outdone.length === 0 ? branch : { allOf: [branch, ...outdone] };
  });
}

/** When one type documents more of a value than another: a schema, or `false` for never. */
function outdoes(more: ObjectType, less: ObjectType): JsonObject | false {
  const added = [...more.names].filter((name) => !less.names.has(name));
  const lacking = [...less.names].filter((name) => !more.names.has(name));
  if (added.length === 0 || lacking.some((name) => less.required.has(name))) return false;
  if (lacking.length === 0) return {};
  return { anyOf: added.map(requires), not: { anyOf: lacking.map(requires) } };
}

function requires(name: string): JsonObject {
  return { required: [name] };
}

interface ObjectType {
  readonly names: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
}

/** What an object type documents; undefined if a schema is none. */
function objectTypeOf(root: JsonObject, schema: unknown): ObjectType | undefined {
  const parts = [...wholeOf(root, schema)];
  const names = new Set(parts.flatMap((part) => Object.keys(objectAt(part, 'properties'))));
  const required = new Set(parts.flatMap((part) => stringsAt(part, 'required')));
  const isType = parts.some(({ type }) => type === 'object') && names.size > 0;
  return isType ? { names, required } : undefined;
}

/** Whether no property has values that tell the two apart. */
function mayBothFit(root: JsonObject, one: unknown, other: unknown): boolean {
  return [...(objectTypeOf(root, one)?.names ?? [])].every((name) => {
    const values = valuesOf(root, one, name);
    const others = valuesOf(root, other, name);
    if (values === undefined || others === undefined) return true;
    return values.some((value) => others.includes(value));
  });
}
