import { InvalidRequestError } from '../errors.js';
import { checkRequest, type InviteRequest } from '../operation.js';
import { findViolations } from '../violations.js';

/** A request body as it is sent, and what was checked of it: the same. */
export interface CheckedRequest {
  readonly text: string;
  readonly body: InviteRequest;
}

/**
 * Serializes a body once, for the check and for every attempt: getters, `toJSON` and a caller who
 * changes the object later cannot make a difference between what was checked and what is sent.
 *
 * @throws {@link InvalidRequestError} where it is no JSON, or breaks the OpenAPI document.
 */
export function serializeRequest(body: InviteRequest): CheckedRequest {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch {
    // A circular structure, a BigInt, a getter or `toJSON` that throws.
  }
  return parseRequest(text);
}

/** Checks a text that is about to be sent; undefined is no JSON. */
export function parseRequest(text: string | undefined): CheckedRequest {
  const body = parse(text);
  if (text !== undefined && checkRequest(body)) return { text, body };
  if (body !== undefined) throw new InvalidRequestError(findViolations(checkRequest, body));
  const violation = { pointer: '', keyword: 'type', expected: 'JSON', received: 'no JSON' };
  throw new InvalidRequestError([violation]);
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
