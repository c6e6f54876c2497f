import { branchesOf, familyOf, propertyNameOf } from '../openapi/discriminator.js';
import type { FamilyMember } from '../openapi/discriminator.js';
import {
  isObject,
  joinPointer,
  listAt,
  objectAt,
  valueAt,
  type JsonObject,
} from '../openapi/json.js';
import { inHead, type Change } from './change.js';
import type { CompareContext } from './context.js';
import type { Located, OpenApiDocument } from './document.js';
import type { Conjunction } from './shape.js';

/**
 * The alternatives of a union. If a discriminator tells one apart, it has a second schema: what the
 * property has to be.
 */
export function alternativesOf(
  { root }: OpenApiDocument,
  { value, pointer }: Located,
  keyword: string,
): Conjunction[] {
  const owner = isObject(value) ? value : {};
  return branchesOf(root, owner, listAt(owner, keyword)).map(({ schema, values }, index) => {
    const branch = { value: schema, pointer: joinPointer(pointer, keyword, `${index}`) };
    return told({ value, pointer }, branch, values && { enum: values });
  });
}

/**
 * The schemas that a schema with a discriminator stands for: those that extend it, and itself.
 *
 * @param head if what extends the schema there is asked for: until then, these values are its own
 */
export function inheritorsOf(
  document: OpenApiDocument,
  parent: Located,
  head?: OpenApiDocument,
): Conjunction[] {
  const { pointer } = parent;
  const members = membersOf(document, parent);
  const known = valuesOf(members);
  const later = head
    ? valuesOf(membersOf(head, { value: valueAt(head.root, pointer), pointer }))
    : [];
  const added = later.filter((value) => !known.includes(value));
  const own = members.filter((member) => member.pointer !== pointer);
  const isOpen = members.length > own.length || members.length === 0;
  const split = [
    ...added.map((value) => ({ enum: [value] })),
    { not: { enum: [...known, ...added] } },
  ];
  const all =
    isOpen && added.length > 0 ? [...own, ...split.map((kind) => ({ pointer, kind }))] : members;
  return all.map((member) =>
    told(parent, { value: { $ref: member.pointer }, pointer: member.pointer }, member.kind),
  );
}

function membersOf(
  { root, inheritors }: OpenApiDocument,
  { value, pointer }: Located,
): FamilyMember[] {
  const heirs = inheritors.get(pointer) ?? [];
  if (!isObject(value) || propertyNameOf(value) === undefined || heirs.length === 0) return [];
  if ('oneOf' in value || 'anyOf' in value) return [];
  return familyOf(root, { schema: value, pointer }, heirs);
}

/** The values that a discriminator does not leave to the extended schema itself. */
function valuesOf(members: readonly FamilyMember[]): unknown[] {
  return members.flatMap(({ kind = {} }) => {
    const others = listAt(objectAt(kind, 'not'), 'enum');
    return [...listAt(kind, 'enum'), ...others];
  });
}

function told(owner: Located, branch: Located, kind: JsonObject | undefined): Conjunction {
  const property = propertyOf(owner);
  if (property === undefined || kind === undefined) return [branch];
  const value = { properties: { [property]: kind }, required: [property] };
  const place = joinPointer(owner.pointer, 'discriminator', JSON.stringify(kind));
  return [branch, { value, pointer: place }];
}

function propertyOf({ value }: Located): string | undefined {
  return isObject(value) ? propertyNameOf(value) : undefined;
}

/**
 * The property that tells the alternatives apart: that one comes or goes is a hint. What it has to
 * be is compared with the alternatives.
 */
export function compareDiscriminators(
  { direction, name }: CompareContext,
  base: Located,
  head: Located,
): Change[] {
  const [before, after] = [propertyOf(base), propertyOf(head)];
  if (before === undefined || after === undefined || before === after) return [];
  const meaning = `The alternatives of \`${name}\` are told apart by \`${after}\` now, not by \`${before}\`.`;
  return [inHead(head, { direction, level: 'breaking', meaning })];
}
