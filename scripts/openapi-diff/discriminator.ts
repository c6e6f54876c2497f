import { branchesOf, familyOf, propertyNameOf } from '../openapi/discriminator.js';
import type { FamilyMember } from '../openapi/discriminator.js';
import { listAt, objectAt, type JsonObject } from '../openapi/json.js';
import { changeAt, type Change, type Subject } from './change.js';
import { SpecNode, nodesAt, type OpenApiDocument } from './document.js';
import type { Conjunction } from './shape.js';

/**
 * The alternatives of a union. If a discriminator tells one apart, it has a second schema: what the
 * property has to be.
 */
export function alternativesOf(owner: SpecNode, keyword: string): Conjunction[] {
  const { document, object } = owner;
  const branches = branchesOf(document.root, object, listAt(object, keyword));
  return branches.map(({ schema, values }, index) =>
    told(owner, owner.with(schema, keyword, `${index}`), values && { enum: values }),
  );
}

/**
 * The schemas that a schema with a discriminator stands for: those that extend it, and itself.
 *
 * @param head if what extends the schema there is asked for: until then, these values are its own
 */
export function inheritorsOf(parent: SpecNode, head?: OpenApiDocument): Conjunction[] {
  const { pointer, document } = parent;
  const members = membersOf(parent);
  const known = valuesOf(members);
  const [there] = head ? nodesAt(head, pointer) : [];
  const later = there ? valuesOf(membersOf(there)) : [];
  const added = later.filter((value) => !known.includes(value));
  const own = members.filter((member) => member.pointer !== pointer);
  const isOpen = members.length > own.length || members.length === 0;
  const split = [
    ...added.map((value) => ({ enum: [value] })),
    { not: { enum: [...known, ...added] } },
  ];
  const all =
    isOpen && added.length > 0 ? [...own, ...split.map((kind) => ({ pointer, kind }))] : members;
  return all.map((member) => {
    const branch = new SpecNode(document, member.pointer, { $ref: member.pointer });
    return told(parent, branch, member.kind);
  });
}

function membersOf({ document, pointer, object }: SpecNode): FamilyMember[] {
  const heirs = document.inheritors.get(pointer) ?? [];
  if (propertyNameOf(object) === undefined || heirs.length === 0) return [];
  if ('oneOf' in object || 'anyOf' in object) return [];
  return familyOf(document.root, { schema: object, pointer }, heirs);
}

/** The values that a discriminator does not leave to the extended schema itself. */
function valuesOf(members: readonly FamilyMember[]): unknown[] {
  return members.flatMap(({ kind = {} }) => {
    const others = listAt(objectAt(kind, 'not'), 'enum');
    return [...listAt(kind, 'enum'), ...others];
  });
}

function told(owner: SpecNode, branch: SpecNode, kind: JsonObject | undefined): Conjunction {
  const property = propertyNameOf(owner.object);
  if (property === undefined || kind === undefined) return [branch];
  const value = { properties: { [property]: kind }, required: [property] };
  return [branch, owner.with(value, 'discriminator', JSON.stringify(kind))];
}

/**
 * The property that tells the alternatives apart: that one comes or goes is a hint. What it has to
 * be is compared with the alternatives.
 */
export function compareDiscriminators(
  { direction, name }: Subject,
  base: SpecNode,
  head: SpecNode,
): Change[] {
  const [before, after] = [propertyNameOf(base.object), propertyNameOf(head.object)];
  if (before === undefined || after === undefined || before === after) return [];
  const meaning = `The alternatives of \`${name}\` are told apart by \`${after}\` now, not by \`${before}\`.`;
  return [changeAt(head, direction, { level: 'breaking', meaning })];
}
