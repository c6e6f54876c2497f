import { isObject } from '../openapi/json.js';
import { methods } from '../openapi/operations.js';
import { rootOf, type SpecNode, type OpenApiDocument } from './document.js';

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly item: SpecNode;
  readonly at: SpecNode;
}

export function operationsOf(document: OpenApiDocument): Operation[] {
  const paths = [...rootOf(document).all('paths')].filter(([path]) => path.startsWith('/'));
  return paths.flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const at = item.child(method);
      if (!isObject(at?.value)) return [];
      const { operationId } = at.value;
      const id = typeof operationId === 'string' ? operationId : `${method.toUpperCase()} ${path}`;
      return [{ id, method, path, item, at }];
    }),
  );
}

/** Method and path; what the variables in a path are called is not sent. */
export function addressOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;
}

/** By `operationId` if that names one operation alone, else by method and path. */
export function pairOperations(
  before: readonly Operation[],
  after: readonly Operation[],
): Map<Operation, Operation> {
  const pairs = new Map<Operation, Operation>();
  const matchers = [
    (a: Operation, b: Operation) => a.id === b.id && addressOf(a) === addressOf(b),
    (a: Operation, b: Operation) => a.id === b.id,
    (a: Operation, b: Operation) => addressOf(a) === addressOf(b),
  ];
  for (const matches of matchers) {
    const taken = new Set(pairs.values());
    for (const operation of before) {
      const other = after.find((one) => !taken.has(one) && matches(operation, one));
      if (pairs.has(operation) || other === undefined) continue;
      pairs.set(operation, other);
      taken.add(other);
    }
  }
  return pairs;
}
