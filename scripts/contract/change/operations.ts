import { isObject } from '../../openapi/json.js';
import { canonical } from './canonical.js';
import type { Change } from './change.js';
import { compareContents, plain } from './contents.js';
import { child, children, type Located, type OpenApiDocument } from './document.js';
import { compareParameters } from './parameters.js';
import { compareResponses } from './responses.js';
import type { Place } from './place.js';
import { compareSecurity } from './security.js';
import { compareServers } from './servers.js';
import { wordsBetween } from './words.js';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly item: Located;
  readonly at: Located;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** What became of each operation of the base; further ones of the head are additions. */
export function compareOperations(base: OpenApiDocument, head: OpenApiDocument): Change[] {
  const before = operationsOf(base);
  const after = operationsOf(head);
  const matched = new Set<Operation>();
  const changes = before.flatMap((operation) => {
    const other = successor(operation, before, after);
    if (other) matched.add(other);
    return other ? compareOperation(base, head, operation, other) : [removed(operation)];
  });
  const added = after.filter((operation) => !matched.has(operation));
  const place = { direction: 'operation' } as const;
  return [
    ...changes,
    ...added.map(({ id, at }) =>
      plain(place, at.pointer, 'head', 'addition', `The operation \`${id}\` is new.`),
    ),
  ];
}

/** By operationId, else by method and path: then it was renamed. */
function successor(
  { id, method, path }: Operation,
  before: readonly Operation[],
  after: readonly Operation[],
): Operation | undefined {
  const known = new Set(before.map((operation) => operation.id));
  return (
    after.find((operation) => operation.id === id) ??
    after.find((other) => other.method === method && other.path === path && !known.has(other.id))
  );
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
  return { ...plain({ direction: 'operation' }, at.pointer, 'base', 'breaking', meaning), types };
}

function compareOperation(
  baseDocument: OpenApiDocument,
  headDocument: OpenApiDocument,
  base: Operation,
  head: Operation,
): Change[] {
  const sides = { base: baseDocument, head: headDocument, within: new Set<string>() };
  const [requestName, responseName] = typeNames(base.id);
  const request: Place = { ...sides, direction: 'request', name: requestName };
  const response: Place = { ...sides, direction: 'response', name: responseName };
  return [
    ...compareAddress(base, head),
    ...wordsBetween({ direction: 'operation', name: base.id }, base.at, head.at),
    ...compareSecurity(
      { document: baseDocument, operation: base.at },
      { document: headDocument, operation: head.at },
    ),
    ...compareServers(
      { document: baseDocument, owners: [base.at, base.item] },
      { document: headDocument, owners: [head.at, head.item] },
    ),
    ...compareParameters(request, [base.at, base.item], [head.at, head.item]),
    ...compareRequest(request, base.at, head.at),
    ...compareResponses(response, base.at, head.at),
    ...compareCallbacks(base.at, head.at),
  ];
}

/** The names under which `src/operation.ts` exports the types, else the operation's own. */
function typeNames(id: string): [string, string] {
  return id === 'inviteUser' ? ['InviteRequest', 'Invite'] : [`${id} request`, `${id} response`];
}

function compareAddress(base: Operation, head: Operation): Change[] {
  const place = { direction: 'operation' } as const;
  const [from, to] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const changes: Change[] = [];
  if (from !== to) {
    const meaning = `It is ${to ?? ''} now, not ${from ?? ''}: clients of before fail.`;
    changes.push(plain(place, head.at.pointer, 'head', 'breaking', meaning));
  }
  if (base.id !== head.id) {
    const meaning = `The operation is called \`${head.id}\` now: rename it in src/operation.ts; callers see no difference.`;
    const types = [`operations['${base.id}']: now operations['${head.id}']`];
    const level = 'documentation';
    changes.push({ ...plain(place, head.at.pointer, 'head', level, meaning), types });
  }
  return changes;
}

function compareRequest(place: Place, base: Located, head: Located): Change[] {
  const before = child(place.base, base, 'requestBody');
  const after = child(place.head, head, 'requestBody');
  if (!before && !after) return [];
  if (!after) {
    const meaning = 'There is no request body any more.';
    return [plain(place, before?.pointer ?? base.pointer, 'base', 'breaking', meaning)];
  }
  const [needed, need] = [isRequired(before), isRequired(after)];
  const changes = before
    ? [...wordsBetween(place, before, after), ...compareContents(place, before, after)]
    : [];
  if (before && needed === need) return changes;
  const meaning = `Callers ${need ? 'must' : 'need not'} send a request body now.`;
  const level = need ? 'breaking' : 'addition';
  return [...changes, plain(place, after.pointer, 'head', level, meaning)];
}

function isRequired(body: Located | undefined): boolean {
  return body !== undefined && isObject(body.value) && body.value['required'] === true;
}

/** Requests in the other direction: judged by a reader. */
function compareCallbacks(base: Located, head: Located): Change[] {
  const [before, after] = [base, head].map(({ value }) =>
    canonical(isObject(value) ? (value['callbacks'] ?? {}) : {}),
  );
  if (before === after) return [];
  const meaning = 'What the server calls back changed in a way that has to be judged by hand.';
  return [plain({ direction: 'operation' }, head.pointer, 'head', 'breaking', meaning)];
}
