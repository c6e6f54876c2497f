import {
  isObject,
  joinPointer,
  listAt,
  objectAt,
  objectAtPointer,
  resolve,
} from '../openapi/json.js';
import { isJson, type Operation } from '../openapi/operations.js';
import { SpecError } from '../openapi/source.js';
import type { Spec } from '../openapi/spec.js';

/** The operation of this package's client. */
const DEFAULT = 'inviteUser';

/**
 * The operation that the client calls: the one of this id, or the document's only operation. If the
 * operation is only chosen because there is no other, inputs that the client cannot send are
 * warnings.
 *
 * @throws {@link SpecError} if an id is given that the document does not have, or if the client
 * cannot send the key or the request of the operation as the document asks for it.
 */
export function clientOperation(
  spec: Spec,
  operations: readonly Operation[],
  id?: string,
): Operation | undefined {
  const named = operations.find((operation) => operation.id === (id ?? DEFAULT));
  if (named === undefined && id !== undefined) {
    const known = operations.map((operation) => operation.id).join(', ');
    throw new SpecError(`${spec.source.file}: no operation "${id}"; the document has: ${known}`);
  }
  const [only, ...others] = operations;
  const found = named ?? (others.length === 0 ? only : undefined);
  if (found?.security.type === 'unsupported') {
    throw spec.source.error(
      found.pointer,
      `the client cannot send the key of ${found.id}: ${found.security.reason}`,
    );
  }
  if (found !== undefined && /[{}]/.test(found.server)) {
    const warning = `no value for a variable in the server ${found.server}: callers have to give a base URL`;
    spec.source.warn(found.pointer, warning);
  }
  const [obstacle] = found === undefined ? [] : obstaclesOf(spec, found);
  if (found === undefined || obstacle === undefined) return found;
  const message = `the client cannot call ${found.id}: ${obstacle.reason}`;
  if (named !== undefined) throw spec.source.error(obstacle.pointer, message);
  spec.source.warn(obstacle.pointer, message);
  return found;
}

interface Obstacle {
  readonly pointer: string;
  readonly reason: string;
}

/** Inputs of an operation besides a key and a JSON body. */
function obstaclesOf(spec: Spec, operation: Operation): Obstacle[] {
  const definition = objectAtPointer(spec.document, operation.pointer);
  const { value: body } = resolve(spec.document, definition['requestBody']);
  const found = requiredParameters(spec, operation);
  const pointer = `${operation.pointer}/requestBody`;
  const types = isObject(body) ? Object.keys(objectAt(body, 'content')) : [];
  if (types.length > 0 && operation.request === undefined && !types.some(isJson)) {
    found.push({ pointer, reason: `it sends JSON, and the request is ${types.join(', ')}` });
  }
  if (isObject(body) && ['get', 'head', 'trace'].includes(operation.method)) {
    const method = operation.method.toUpperCase();
    found.push({ pointer, reason: `fetch sends no body with ${method}` });
  }
  return found;
}

function requiredParameters(spec: Spec, { pointer, path }: Operation): Obstacle[] {
  const item = pointer.slice(0, pointer.lastIndexOf('/'));
  const declared = [pointer, item].flatMap((at) =>
    listAt(objectAtPointer(spec.document, at), 'parameters').flatMap((parameter, index) => {
      const { value } = resolve(spec.document, parameter);
      const place = joinPointer(at, 'parameters', `${index}`);
      return isObject(value) && value['required'] === true && !isIgnored(value)
        ? [{ pointer: place, name: String(value['name']), place: String(value['in']) }]
        : [];
    }),
  );
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const undeclared = names.filter((name) => !declared.some((other) => other.name === name));
  return [...declared, ...undeclared.map((name) => ({ pointer: item, name, place: 'path' }))].map(
    ({ pointer: at, name, place }) => ({
      pointer: at,
      reason: `it gives no value to the ${place} parameter "${name}"`,
    }),
  );
}

/** OpenAPI 3.1, section 4.8.12.1: such header parameters are described elsewhere. */
function isIgnored(parameter: Record<string, unknown>): boolean {
  const name = String(parameter['name']).toLowerCase();
  return parameter['in'] === 'header' && ['accept', 'content-type', 'authorization'].includes(name);
}
