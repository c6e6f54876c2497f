/**
 * The operations that the client calls: one object each, derived from the OpenAPI document where
 * possible.
 */
import type { Client } from 'openapi-fetch';
import {
  checkRequest,
  checkSuccess,
  operation,
  type Invite,
  type InviteRequest,
  type KeyPlacement,
  type Operation,
} from '../generated/operations.js';
import type { Validator } from '../generated/validators.js';
import { InvalidRequestError, type Outcome } from './errors.js';
import { parseJson, textIn } from './json.js';
import { findViolations } from './violations.js';

export { checkRequest, operation, type Invite, type InviteRequest };

export type HttpMethod = Parameters<Client<object>['request']>[0];

/** An operation, and all that a call of it depends on. */
export interface ApiOperation<Body = unknown, Result = unknown> extends Operation {
  readonly method: HttpMethod;
  /** Undefined for an operation without a JSON body. */
  readonly checkRequest: Validator<Body> | undefined;
  /** By the same keys as `answers`; an answer without content has no check. */
  readonly checkSuccess: Readonly<Record<string, Validator<Result>>>;
  /** What a success holds, as error messages name it. */
  readonly resultName: string;
  /**
   * The outcome of a success, and of a request that may have succeeded. An operation that only
   * reads has `not-invited` for both, and is tried again after lost connections and 5xx as well.
   */
  readonly outcomes: { readonly success: Outcome; readonly uncertain: Outcome };
  /**
   * False if two bodies are about different things, as far as they tell. An answer about another
   * thing than was asked for is a crossed or cached one, and proves nothing.
   */
  readonly isSameSubject: (one: unknown, other: unknown) => boolean;
}

export const inviteUser: ApiOperation<InviteRequest, Invite> = {
  ...operation,
  checkRequest,
  checkSuccess,
  resultName: 'invite',
  outcomes: { success: 'invited', uncertain: 'unknown' },
  isSameSubject: isSameAddress,
};

/** How the document's security scheme sends the key: this header has the prefix and the key. */
export const [keyHeader, keyPrefix] = keyPlacement(operation.security);

function keyPlacement(security: KeyPlacement): readonly [header: string, prefix: string] {
  return security.type === 'bearer' ? ['authorization', 'Bearer '] : [security.name, ''];
}

/** Unchecked input of a call. */
export interface CallInput<Body> {
  readonly body: Body;
  /** Parameters of the URL. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
}

/** A call's input as it is sent, and what was checked of it: the same. */
export interface CheckedRequest<Body = unknown> extends CallInput<Body> {
  /** The serialized body; undefined for an operation without one. */
  readonly text: string | undefined;
}

/**
 * Serializes a body once, for the check and for every attempt: getters, `toJSON` and a caller who
 * changes the object later cannot make a difference between what was checked and what is sent.
 *
 * @throws {@link InvalidRequestError} if it is not JSON, or breaks the OpenAPI document.
 */
export function serializeRequest<Body>(
  { checkRequest: check }: ApiOperation<Body>,
  { body, query }: CallInput<Body>,
): CheckedRequest<Body> {
  if (!check) return { body, query, text: undefined };
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch {
    // A circular structure, a BigInt, a getter or `toJSON` that throws.
    throw notJson('a value that cannot be serialized');
  }
  const sent = parseRequest(text, check);
  return { body: sent.body, query, text: sent.text };
}

/**
 * Checks a text that is about to be sent.
 *
 * @throws {@link InvalidRequestError} where it is no JSON, or breaks the OpenAPI document.
 */
export function parseRequest<Body>(
  text: string | undefined,
  check: Validator<Body>,
): { readonly text: string; readonly body: Body } {
  if (text === undefined) throw new InvalidRequestError(findViolations(check, text));
  const body = parseJson(text);
  if (body === undefined) throw notJson('another text');
  if (check(body)) return { text, body };
  throw new InvalidRequestError(findViolations(check, body));
}

function notJson(received: string): InvalidRequestError {
  return new InvalidRequestError([{ pointer: '', keyword: 'type', expected: 'JSON', received }]);
}

/**
 * A key that all spellings of an address share: they may differ in case, Unicode form, and Punycode
 * (`bücher.example` is `xn--bcher-kva.example`). RFC 5321 allows a case-sensitive part before the
 * @; no major mail provider uses that.
 */
export function addressKey(email: string): string {
  const folded = email.trim().normalize('NFKC').toLowerCase();
  const at = folded.lastIndexOf('@') + 1;
  return folded.slice(0, at) + toAscii(folded.slice(at));
}

/** A domain in ASCII (UTS #46), if it is valid. */
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

/** True if two bodies have the same address, or one of them has none. */
function isSameAddress(one: unknown, other: unknown): boolean {
  const [a, b] = [textIn(one, 'email'), textIn(other, 'email')];
  return a === undefined || b === undefined || a === b || addressKey(a) === addressKey(b);
}
