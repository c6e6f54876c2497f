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
    throw notJson('a value that cannot be serialized');
  }
  return parseRequest(text);
}

/** Checks a text that is about to be sent. */
export function parseRequest(text: string | undefined): CheckedRequest {
  const body = text === undefined ? undefined : parse(text);
  if (text !== undefined && checkRequest(body)) return { text, body };
  throw new InvalidRequestError(findViolations(checkRequest, body));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The reason would quote the body.
    throw notJson('another text');
  }
}

function notJson(received: string): InvalidRequestError {
  return new InvalidRequestError([{ pointer: '', keyword: 'type', expected: 'JSON', received }]);
}
