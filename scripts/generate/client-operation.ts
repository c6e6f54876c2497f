import type { Operation } from '../openapi/operations.js';
import { SpecError } from '../openapi/source.js';
import type { Spec } from '../openapi/spec.js';

/** The operation of this package's client. */
const DEFAULT = 'inviteUser';

/**
 * The operation that the client calls: the one of this id, or the document's only operation.
 *
 * @throws {@link SpecError} if an id is given that the document does not have, or if the client
 * cannot send the key of the operation as the document asks for it.
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
  return found;
}
