import { isObject } from '../openapi/json.js';
import { methods } from '../openapi/operations.js';
import { inBase, inHead, type Change } from './change.js';
import { compareContents } from './contents.js';
import type { CompareContext } from './context.js';
import { compareDocumentation } from './documentation.js';
import { child, children, isRequired, type Located, type OpenApiDocument } from './document.js';
import { compareParameters } from './parameters.js';
import { compareResponses } from './responses.js';
import { SchemaComparison } from './schemas.js';
import { compareSecurity } from './security.js';
import { compareServers } from './servers.js';
import { compareNamed, compareUnknown } from './unknown.js';

/** How reports call what an operation sends and returns, by its `operationId`. */
export type DataNames = Readonly<
  Record<string, { readonly request: string; readonly response: string }>
>;

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly item: Located;
  readonly at: Located;
}

const direction = 'operation';
const operationKeys = [
  ...['operationId', 'tags', 'parameters', 'requestBody', 'responses', 'callbacks', 'security'],
  'servers',
];

/** Compares each operation of the base; new ones of the head are additions. */
export function compareOperations(
  base: OpenApiDocument,
  head: OpenApiDocument,
  names: DataNames,
): Change[] {
  const schemas = new SchemaComparison(base, head);
  const before = operationsOf(base);
  const after = operationsOf(head);
  const pairs = pairOperations(before, after);
  const changes = before.flatMap((operation) => {
    const other = pairs.get(operation);
    if (other === undefined) return [removed(operation)];
    const { request, response } = names[operation.id] ?? dataNames(operation.id);
    const common = { base, head, schemas };
    return compareOperation(
      { ...common, direction: 'request', name: request },
      { ...common, direction: 'response', name: response },
      [operation, other],
    );
  });
  const matched = new Set(pairs.values());
  const added = after.filter((operation) => !matched.has(operation));
  return [
    ...changes,
    ...added.map(({ id, at }) => {
      const meaning = `The operation \`${id}\` is new.`;
      return inHead(at, { direction, level: 'addition', meaning });
    }),
    ...compareRest(base, head),
  ];
}

function dataNames(id: string): DataNames[string] {
  return { request: `${id} request`, response: `${id} response` };
}

/** By `operationId` if that names one operation alone, else by method and path. */
function pairOperations(
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

/** Method and path; what the variables in a path are called is not sent. */
function addressOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;
}

function operationsOf(document: OpenApiDocument): Operation[] {
  const root = { value: document.root, pointer: '#' };
  const entries = [...children(document, child(document, root, 'paths'))];
  const paths = entries.filter(([path]) => path.startsWith('/'));
  return paths.flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const at = child(document, item, method);
      if (!at || !isObject(at.value)) return [];
      const { operationId } = at.value;
      const id = typeof operationId === 'string' ? operationId : `${method.toUpperCase()} ${path}`;
      return [{ id, method, path, item, at }];
    }),
  );
}

function removed({ id, at }: Operation): Change {
  const meaning = `The operation \`${id}\` is gone: calls to it fail.`;
  const types = [`operations['${id}']: removed; code that names it stops compiling`];
  return inBase(at, { direction, level: 'breaking', meaning, types });
}

function compareOperation(
  request: CompareContext,
  response: CompareContext,
  [base, head]: readonly [Operation, Operation],
): Change[] {
  const before = { document: request.base, owners: [base.at, base.item], path: base.path };
  const after = { document: request.head, owners: [head.at, head.item], path: head.path };
  const context = { ...request, direction, name: base.id } as const;
  return [
    ...compareAddress(base, head),
    ...compareDocumentation(context, base.at, head.at),
    ...compareSecurity(
      { document: request.base, operation: base.at },
      { document: request.head, operation: head.at },
    ),
    ...compareServers(before, after),
    ...compareParameters(request, before, after),
    ...compareRequest(request, base.at, head.at),
    ...compareResponses(response, base.at, head.at),
    ...compareNamed(context, base.at, head.at, 'callbacks'),
    ...compareUnknown(context, base.at, head.at, operationKeys),
    ...compareUnknown(context, base.item, head.item, ['parameters', 'servers', ...methods]),
  ];
}

function compareAddress(base: Operation, head: Operation): Change[] {
  const [from, to] = [addressOf(base), addressOf(head)];
  const changes: Change[] = [];
  if (from !== to) {
    const [was, is] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const meaning = `It is ${is ?? to} now, not ${was ?? from}: calls by existing clients fail.`;
    changes.push(inHead(head.at, { direction, level: 'breaking', meaning }));
  }
  if (base.id !== head.id) {
    const meaning = `The operation is called \`${head.id}\` now: rename it in hand-written code; callers see no difference.`;
    const types = [`operations['${base.id}']: now operations['${head.id}']`];
    changes.push(inHead(head.at, { direction, level: 'documentation', meaning, types }));
  }
  return changes;
}

function compareRequest(context: CompareContext, base: Located, head: Located): Change[] {
  const before = child(context.base, base, 'requestBody');
  const after = child(context.head, head, 'requestBody');
  if (!before && !after) return [];
  if (!after) {
    const meaning = 'There is no request body any more.';
    return [inBase(before ?? base, { direction: 'request', level: 'breaking', meaning })];
  }
  const [wasRequired, isNowRequired] = [isRequired(before), isRequired(after)];
  const changes = before
    ? [
        ...compareDocumentation(context, before, after),
        ...compareContents(context, before, after),
        ...compareUnknown(context, before, after, ['content', 'required']),
      ]
    : [];
  if (before && wasRequired === isNowRequired) return changes;
  const meaning = `Callers ${isNowRequired ? 'must' : 'need not'} send a request body now.`;
  const level = isNowRequired ? 'breaking' : 'addition';
  return [...changes, inHead(after, { direction: 'request', level, meaning })];
}

const defaultDialect = 'https://spec.openapis.org/oas/3.1/dialect/base';

/** What no operation holds: requests by the server, and the meaning of all schemas. */
function compareRest(base: OpenApiDocument, head: OpenApiDocument): Change[] {
  const [before, after] = [base, head].map(({ root }) => {
    return { value: { jsonSchemaDialect: defaultDialect, ...root }, pointer: '#' };
  });
  if (before === undefined || after === undefined) return [];
  const context = { base, head, direction, name: 'The document' } as const;
  const understood = ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags'];
  return [
    ...compareNamed(context, before, after, 'webhooks'),
    ...compareUnknown(context, before, after, [...understood, 'webhooks']),
  ];
}
