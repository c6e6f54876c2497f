import { isObject, listAt, objectAt } from '../openapi/json.js';
import type { Change } from './change.js';
import type { CompareContext } from './context.js';
import { follow, join, type Located, type OpenApiDocument } from './document.js';
import type { Conjunction } from './shape.js';

/**
 * The alternatives of a union. If a discriminator tells them apart, each has a second schema: the
 * values of the property that mean it.
 */
export function branchesOf(
  document: OpenApiDocument,
  { value, pointer }: Located,
  keyword: string,
): Conjunction[] {
  const owner = isObject(value) ? value : {};
  const place = join(pointer, keyword);
  return listAt(owner, keyword).map((branch, index) => {
    const at = { value: branch, pointer: join(place, `${index}`) };
    return marked(document, { value: owner, pointer }, at);
  });
}

/** The schemas that a schema with a discriminator stands for: itself, and those that extend it. */
export function inheritorsOf(document: OpenApiDocument, parent: Located): Conjunction[] {
  const { value } = parent;
  if (propertyOf(value) === undefined || !isObject(value)) return [];
  if ('oneOf' in value || 'anyOf' in value) return [];
  const schemas = objectAt(objectAt(document.root, 'components'), 'schemas');
  const heirs = Object.keys(schemas)
    .map((name) => ({ $ref: join('#/components/schemas', name) }))
    .filter(({ $ref }) => extendsSchema(document, $ref, parent.pointer));
  if (heirs.length === 0) return [];
  return [{ $ref: parent.pointer }, ...heirs].map((branch) =>
    marked(document, parent, { value: branch, pointer: branch.$ref }),
  );
}

function extendsSchema(
  document: OpenApiDocument,
  reference: string,
  parent: string,
  seen = new Set<string>(),
): boolean {
  if (seen.has(reference)) return false;
  seen.add(reference);
  const { value } = follow(document, { value: { $ref: reference }, pointer: reference });
  return listAt(isObject(value) ? value : {}, 'allOf').some((part) => {
    const target = isObject(part) ? part['$ref'] : undefined;
    if (typeof target !== 'string') return false;
    return target === parent || extendsSchema(document, target, parent, seen);
  });
}

function marked(document: OpenApiDocument, owner: Located, branch: Located): Conjunction {
  const property = propertyOf(owner.value);
  const reference = isObject(branch.value) ? branch.value['$ref'] : undefined;
  if (property === undefined || typeof reference !== 'string') return [branch];
  if (fixesProperty(document, branch, property)) return [branch];
  const mapping = mappingOf(owner.value);
  const mapped = Object.keys(mapping).filter((key) => mapping[key] === reference);
  const values = mapped.length > 0 ? mapped : [reference.slice(reference.lastIndexOf('/') + 1)];
  const value = { properties: { [property]: { enum: values } }, required: [property] };
  const place = join(join(owner.pointer, 'discriminator'), 'mapping');
  return [branch, { value, pointer: join(place, values.join(' ')) }];
}

/** Whether the schema itself says which values the property has: then those count. */
function fixesProperty(
  document: OpenApiDocument,
  schema: Located,
  property: string,
  depth = 0,
): boolean {
  const at = follow(document, schema);
  if (!isObject(at.value) || depth > 8) return false;
  const own = objectAt(at.value, 'properties');
  if (Object.hasOwn(own, property)) {
    const { value } = follow(document, { value: own[property], pointer: at.pointer });
    if (isObject(value) && ('const' in value || 'enum' in value)) return true;
  }
  return listAt(at.value, 'allOf').some((part) =>
    fixesProperty(document, { value: part, pointer: at.pointer }, property, depth + 1),
  );
}

function propertyOf(schema: unknown): string | undefined {
  const name = objectAt(schema, 'discriminator')['propertyName'];
  return typeof name === 'string' ? name : undefined;
}

function mappingOf(schema: unknown): Record<string, unknown> {
  return objectAt(objectAt(schema, 'discriminator'), 'mapping');
}

/** The property that tells the alternatives apart, and its values. Coming or going is a hint. */
export function compareDiscriminators(
  { direction, name }: CompareContext,
  base: Located,
  head: Located,
): Change[] {
  const [before, after] = [propertyOf(base.value), propertyOf(head.value)];
  if (before === undefined || after === undefined) return [];
  const [known, now] = [base, head].map(({ value }) => Object.keys(mappingOf(value)));
  const removed = known?.filter((value) => now?.includes(value) === false) ?? [];
  const added = now?.filter((value) => known?.includes(value) === false) ?? [];
  const areListed = known?.length !== 0 && now?.length !== 0;
  const breaks = areListed && (direction === 'request' ? removed : added).length > 0;
  if (before === after && !breaks) return [];
  const meaning =
    before === after
      ? `The alternatives of \`${name}\` are told apart by other values now: ${[...removed, ...added].join(', ')}.`
      : `The alternatives of \`${name}\` are told apart by \`${after}\` now, not by \`${before}\`.`;
  return [
    { pointer: head.pointer, side: 'head', direction, level: 'breaking', meaning, types: [] },
  ];
}
