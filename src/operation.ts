/** The operation that the client calls, described by what was generated from the OpenAPI document. */
import {
  checkRequest,
  checkSuccess,
  operation,
  type KeyPlacement,
  type Marks,
  type Invite,
  type InviteRequest,
  type SuccessAnswer,
} from '../generated/operations.js';
import type { Validator } from '../generated/validators.js';
import { InvalidRequestError } from './errors.js';
import { textIn } from './json.js';
import { findViolations, type Violation } from './violations.js';

export { checkRequest, operation, type Invite, type InviteRequest };

/** How the document's security scheme sends the key: this header has the prefix and the key. */
export const [keyHeader, keyPrefix] = keyPlacement(operation.security);

function keyPlacement(security: KeyPlacement): readonly [header: string, prefix: string] {
  return security.type === 'bearer' ? ['authorization', 'Bearer '] : [security.name, ''];
}

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

/**
 * Checks a text that is about to be sent.
 *
 * @throws {@link InvalidRequestError} where it is no JSON, or breaks the OpenAPI document.
 */
export function parseRequest(text: string | undefined): CheckedRequest {
  let body: unknown;
  try {
    body = text === undefined ? undefined : JSON.parse(text);
  } catch {
    // The reason would quote the body.
    throw notJson('another text');
  }
  if (text !== undefined && checkRequest(body)) return { text, body };
  throw new InvalidRequestError(findViolations(checkRequest, body));
}

function notJson(received: string): InvalidRequestError {
  return new InvalidRequestError([{ pointer: '', keyword: 'type', expected: 'JSON', received }]);
}

/** The documented success for a 2xx status, and how its body is checked. */
interface DocumentedSuccess {
  /** Whether the OpenAPI document describes this very status. */
  readonly isDocumented: boolean;
  /** Undefined for an answer without content. */
  readonly check: Validator<Invite> | undefined;
  readonly marks: readonly Marks[];
}

/**
 * Looks up a 2xx status in the document: by itself, as `2XX`, as `default` (OpenAPI 3.1, section
 * 4.8.16.1); an undocumented one is held against the usual success.
 */
export function successFor(status: number): DocumentedSuccess {
  const answers: Readonly<Record<string, SuccessAnswer>> = operation.answers;
  const documented = [String(status), '2XX', 'default'].find((key) => Object.hasOwn(answers, key));
  const key = documented ?? String(operation.success);
  return {
    isDocumented: documented !== undefined,
    check: checkSuccess[key],
    marks: answers[key]?.marks ?? [],
  };
}

/** Whether a status is the success without content; then an invite's type includes `undefined`. */
export function isWithoutContent(
  body: Invite | undefined,
  { isDocumented, check }: DocumentedSuccess,
): body is Invite {
  return body === undefined && isDocumented && check === undefined;
}

/**
 * Whether an answer that breaks the document is still recognisably a success: for one of the
 * shapes that the document describes, it has the required marks, and none of its marks is wrong.
 */
export function isRecognisable(
  json: unknown,
  { marks }: DocumentedSuccess,
  violations: readonly Violation[],
): json is Invite {
  if (typeof json !== 'object' || json === null) return false;
  const has = (name: string): boolean => Object.hasOwn(json, name);
  return marks.some(
    ({ constants, identifier, required }) =>
      required.every(has) &&
      Object.entries(constants).every(
        ([name, value]) => !has(name) || Reflect.get(json, name) === value,
      ) &&
      !violations.some(({ pointer }) => pointer === `/${identifier ?? ''}`),
  );
}

/**
 * What all spellings of an address share: case, Unicode form and `bücher.example` for
 * `xn--bcher-kva.example` aside. (RFC 5321 lets the part before the @ tell cases apart; no mail
 * provider of note does.)
 */
export function addressKey(email: string): string {
  const folded = email.trim().normalize('NFKC').toLowerCase();
  const at = folded.lastIndexOf('@') + 1;
  return folded.slice(0, at) + toAscii(folded.slice(at));
}

/** A domain in ASCII (UTS #46), if it can be one. */
function toAscii(domain: string): string {
  // The URL parser would take what follows a `/` or `:` for something else.
  const isDomain = /^[\p{L}\p{M}\p{Nd}.-]+$/u.test(domain) && /[^\0-\x7f]|xn--/.test(domain);
  if (!isDomain) return domain;
  // Not URL.canParse, which a worker with an old compatibility date does not have.
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
}

/** Whether two bodies are about the same address, as far as both have one. */
export function isSameAddress(one: unknown, other: unknown): boolean {
  const [a, b] = [textIn(one, 'email'), textIn(other, 'email')];
  return a === undefined || b === undefined || a === b || addressKey(a) === addressKey(b);
}
