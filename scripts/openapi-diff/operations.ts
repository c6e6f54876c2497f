import { methods } from '../openapi/operations.js';
import { changeAt, type Change } from './change.js';
import { compareContents } from './contents.js';
import { rootOf, type SpecNode, type OpenApiDocument } from './document.js';
import { compareObjects, compareOpaque, compareUnknown } from './objects.js';
import { addressOf, operationsOf, pairOperations, type Operation } from './operation.js';
import { compareParameters } from './parameters.js';
import { compareResponses } from './responses.js';
import { SchemaComparison, type DataSubject } from './schemas.js';
import { compareSecurity } from './security.js';
import { compareServers } from './servers.js';

/** How reports call what an operation sends and returns, by its `operationId`. */
export type DataNames = Readonly<
  Record<string, { readonly request: string; readonly response: string }>
>;

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
  const schemas = SchemaComparison.of(base, head);
  const [before, after] = [operationsOf(base), operationsOf(head)];
  const pairs = pairOperations(before, after);
  const matched = new Set(pairs.values());
  const known = before.flatMap((operation) => {
    const other = pairs.get(operation);
    return other ? compareOperation(schemas, names, operation, other) : [removed(operation)];
  });
  const added = after.filter((operation) => !matched.has(operation));
  return [
    ...known,
    ...added.map(({ id, at }) => {
      const meaning = `The operation \`${id}\` is new.`;
      return changeAt(at, direction, { level: 'addition', meaning });
    }),
    ...compareRest(rootOf(base), rootOf(head)),
  ];
}

function removed({ id, at }: Operation): Change {
  const meaning = `The operation \`${id}\` is gone: calls to it fail.`;
  const types = [`operations['${id}']: removed; code that names it stops compiling`];
  return changeAt(at, direction, { level: 'breaking', meaning, types });
}

function compareOperation(
  schemas: SchemaComparison,
  names: DataNames,
  base: Operation,
  head: Operation,
): Change[] {
  const { id, at, item } = base;
  const subject = { direction, name: id } as const;
  const byDefault = { request: `${id} request`, response: `${id} response` };
  const data = (Object.hasOwn(names, id) ? names[id] : undefined) ?? byDefault;
  const request = { direction: 'request', name: data.request, schemas } as const;
  const response = { direction: 'response', name: data.response, schemas } as const;
  return [
    ...compareAddress(base, head),
    ...compareSecurity(at, head.at),
    ...compareServers(base, head),
    ...compareParameters(request, base, head),
    ...compareRequest(request, at, head.at),
    ...compareResponses(response, at, head.at),
    ...compareOpaque(subject, at, head.at, 'callbacks'),
    ...compareObjects(subject, at, head.at, operationKeys),
    ...compareUnknown(subject, item, head.item, ['parameters', 'servers', ...methods]),
  ];
}

function compareAddress(base: Operation, head: Operation): Change[] {
  const changes: Change[] = [];
  if (addressOf(base) !== addressOf(head)) {
    const [was, is] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const meaning = `It is ${is} now, not ${was}: calls by existing clients fail.`;
    changes.push(changeAt(head.at, direction, { level: 'breaking', meaning }));
  }
  if (base.id !== head.id) {
    const meaning = `The operation is called \`${head.id}\` now: rename it in hand-written code; callers see no difference.`;
    const types = [`operations['${base.id}']: now operations['${head.id}']`];
    changes.push(changeAt(head.at, direction, { level: 'documentation', meaning, types }));
  }
  return changes;
}

function compareRequest(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const [before, after] = [base.child('requestBody'), head.child('requestBody')];
  const changes =
    before && after
      ? [
          ...compareContents(subject, before, after),
          ...compareObjects(subject, before, after, ['content', 'required']),
        ]
      : [];
  if (before && !after) {
    const meaning = 'There is no request body any more.';
    changes.push(changeAt(before, 'request', { level: 'breaking', meaning }));
  }
  if (after && before?.isRequired !== after.isRequired) {
    const meaning = `Callers ${after.isRequired ? 'must' : 'need not'} send a request body now.`;
    const level = after.isRequired ? 'breaking' : 'addition';
    changes.push(changeAt(after, 'request', { level, meaning }));
  }
  return changes;
}

/** What no operation holds: requests by the server, and the meaning of all schemas. */
function compareRest(base: SpecNode, head: SpecNode): Change[] {
  const jsonSchemaDialect = 'https://spec.openapis.org/oas/3.1/dialect/base';
  const withDialect = (root: SpecNode): SpecNode =>
    root.with({ jsonSchemaDialect, ...root.object });
  const subject = { direction, name: 'The document' } as const;
  const understood = ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags'];
  return [
    ...compareOpaque(subject, base, head, 'webhooks'),
    ...compareUnknown(subject, withDialect(base), withDialect(head), [...understood, 'webhooks']),
  ];
}
