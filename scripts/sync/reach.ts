import { mappedName, mappingOf, propertyNameOf } from '../openapi/discriminator.js';
import { inheritorsIn } from '../openapi/inheritance.js';
import { fromPointer, isObject, listAt, objectAt, toPointer } from '../openapi/json.js';
import type { JsonObject } from '../openapi/json.js';

/**
 * The components that some parts of a document reach, directly or through others, as pointers
 * (`#/components/schemas/Invite`). A reference to a part of a component reaches the whole of it.
 */
export function reachableFrom(document: JsonObject, roots: readonly unknown[]): Set<string> {
  const components = objectAt(document, 'components');
  const inheritors = inheritorsIn(document);
  const reached = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    for (const [kind, name] of targetsOf(value)) {
      const pointer = toPointer(['components', kind, name]);
      if (reached.has(pointer) || !Object.hasOwn(objectAt(components, kind), name)) continue;
      reached.add(pointer);
      const component = objectAt(components, kind)[name];
      visit(component);
      const isTold = isObject(component) && propertyNameOf(component) !== undefined;
      // A discriminator tells apart what inherits from its schema, too.
      if (isTold) visit(inheritors.get(pointer)?.map((heir) => ({ $ref: heir })));
    }
    Object.values(value).forEach(visit);
  };
  roots.forEach(visit);
  return reached;
}

type Target = readonly [kind: string, name: string];

/** What an object itself refers to, whichever way OpenAPI has for that. */
function targetsOf(value: JsonObject): Target[] {
  const mapped = Object.values(mappingOf(value)).filter((target) => typeof target === 'string');
  const schemes = listAt(value, 'security').filter(isObject).flatMap(Object.keys);
  return [
    ...[value['$ref'], ...mapped].flatMap(componentOf),
    ...mapped.map((target): Target => ['schemas', mappedName(target)]),
    ...schemes.map((name): Target => ['securitySchemes', name]),
  ];
}

function componentOf(ref: unknown): Target[] {
  const [root, kind, name] = (typeof ref === 'string' ? fromPointer(ref) : undefined) ?? [];
  return root === 'components' && kind !== undefined && name !== undefined ? [[kind, name]] : [];
}
