import { operations, type Operation } from '../../generated/operations.js';
import { validators, type Validator } from '../../generated/validators.js';
import { propertyIn } from '../json.js';
import { operation, type Invite } from '../operation.js';

const all: Readonly<Record<string, Operation>> = operations;
const checks: Readonly<
  Record<string, { responses: Readonly<Record<string, Validator<unknown>>> }>
> = validators;

/** The operation that lists invites, if the OpenAPI document has one. */
const listing = Object.values(all).find(
  ({ method, path }) => method === 'get' && path === operation.path,
);

/** True if the OpenAPI document lists invites. */
export const canList = listing !== undefined;

/** Why a list is refused. */
export class InvalidParameterError extends Error {
  override readonly name = 'InvalidParameterError';

  constructor(
    readonly param: string,
    expected: string,
  ) {
    super(`Invalid '${param}': expected ${expected}.`);
  }
}

/**
 * One page of the invites, oldest first, in whichever form the OpenAPI document has: a list object
 * or an array.
 *
 * @param query `limit` (default 20, at most 100), and `after`, the id of the last invite before
 * @throws {@link InvalidParameterError} if one of them is invalid.
 */
export function listInvites(invites: readonly Invite[], query: URLSearchParams): unknown {
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new InvalidParameterError('limit', 'an integer from 1 to 100');
  const after = query.get('after');
  const start = after === null ? 0 : invites.findIndex((it) => propertyIn(it, 'id') === after) + 1;
  if (after !== null && start === 0)
    throw new InvalidParameterError('after', 'the id of an invite');
  const data = invites.slice(start, start + limit);
  const ends = { first_id: propertyIn(data[0], 'id'), last_id: propertyIn(data.at(-1), 'id') };
  const page = { object: 'list', data, ...ends, has_more: start + limit < invites.length };
  const check = checks[listing?.id ?? '']?.responses['200'];
  return [page, data].find((form) => check?.(form)) ?? page;
}
