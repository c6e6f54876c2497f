import { listViolations, type Violation } from './violations.js';

/** Did the invite go out? `unknown` means that it may have: check before you invite again. */
export const outcomes = ['invited', 'not-invited', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

/** What each outcome means for the caller; every message ends with it. */
export const nextStep: Readonly<Record<Outcome, string>> = {
  invited: 'The invite went out: do not send it again.',
  'not-invited': 'No invite went out.',
  unknown:
    'It is unknown whether the invite went out: look at the pending invites on the members page before inviting again.',
};

/** Each class of the family keeps its own name under this key, in every copy of the package. */
export const family = Symbol.for('openai-invites.errors');

/** The part of an HTTP response that errors and {@link AttemptEvent}s keep. */
export interface ResponseInfo {
  /** The HTTP status; 0 for a redirect whose status a browser hides. */
  readonly status: number;
  /** The server's `x-request-id`, for its support. */
  readonly requestId: string | undefined;
  /** A copy of the response headers, free of the API key. */
  readonly headers: Headers;
}

/** The origin of an error: its cause, and the response if there was one. */
export interface ErrorOrigin extends Partial<ResponseInfo> {
  readonly cause?: unknown;
}

/** Identifies the class of an error. */
export type InviteErrorCode =
  | 'aborted'
  | 'api'
  | 'configuration'
  | 'connection'
  | 'drift'
  | 'invalid_request'
  | 'journal'
  | 'middleware'
  | 'timeout';

/**
 * The base class of every error that this package throws. The base class itself, with the code
 * `middleware`, is thrown if code around `fetch` failed: middleware, or a reader of a body; `cause`
 * is what that code threw.
 */
export class InviteError extends Error {
  protected static readonly [family]: string = 'InviteError';
  readonly code: InviteErrorCode = 'middleware';
  /** The HTTP status, if there was a response. */
  readonly status: number | undefined;
  /** The server's `x-request-id`, if the response has one. */
  readonly requestId: string | undefined;
  /** The response headers without the API key, if there was a response. */
  readonly headers: Headers | undefined;

  constructor(
    message: string,
    readonly outcome: Outcome = 'not-invited',
    origin: ErrorOrigin = {},
  ) {
    const { cause, status, requestId, headers } = origin;
    // A message that lists violations ends its last line itself.
    const space = message.endsWith('\n') ? '' : ' ';
    super(message + space + nextStep[outcome], cause === undefined ? undefined : { cause });
    this.name = new.target[family];
    this.status = status;
    this.requestId = requestId;
    this.headers = headers;
  }

  /**
   * `instanceof` across copies of the package: its ESM and CommonJS forms each have classes of
   * their own, and a program may load both.
   */
  static override [Symbol.hasInstance](error: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, error)) return true;
    // A subclass made elsewhere inherits its name; it has no counterpart in another copy.
    if (!Object.hasOwn(this, family) || typeof error !== 'object' || error === null) return false;
    for (let type: unknown = error.constructor; typeof type === 'function';) {
      if (Object.hasOwn(type, family) && Reflect.get(type, family) === this[family]) return true;
      type = Object.getPrototypeOf(type);
    }
    return false;
  }

  /** The facts that are safe to log: no data of the invitee, no key. */
  toJSON(): Record<string, unknown> {
    const { name, code, outcome, message, status, requestId } = this;
    return { name, code, outcome, message, status, requestId };
  }
}

/** An option, a header or an environment variable is invalid; nothing was sent. */
export class ConfigurationError extends InviteError {
  protected static override readonly [family] = 'ConfigurationError';
  override readonly code = 'configuration';
}

/** The request body breaks the OpenAPI document; nothing was sent. */
export class InvalidRequestError extends InviteError {
  protected static override readonly [family] = 'InvalidRequestError';
  override readonly code = 'invalid_request';

  constructor(readonly violations: readonly Violation[]) {
    super(`The invite breaks the API's contract:\n${listViolations(violations)}\n`);
  }
}

/** There was no HTTP response: the connection could not be made, or it broke. */
export class ConnectionError extends InviteError {
  protected static override readonly [family] = 'ConnectionError';
  override readonly code = 'connection';
}

/** The attempt timed out. */
export class TimeoutError extends InviteError {
  protected static override readonly [family] = 'TimeoutError';
  override readonly code = 'timeout';
}

/** The caller's signal aborted; `cause` is the signal's reason. */
export class AbortedError extends InviteError {
  protected static override readonly [family] = 'AbortedError';
  override readonly code = 'aborted';
}

/** The fields of OpenAI's error envelope that the server sent, without the API key. */
export type ApiErrorDetails = Readonly<
  Partial<Record<'message' | 'type' | 'param' | 'code', string>>
>;

/** The server answered with something other than success. */
export class ApiError extends InviteError {
  protected static override readonly [family] = 'ApiError';
  override readonly code = 'api';
  override readonly status: number;
  override readonly headers: Headers;
  /** The server's own description of the error. */
  readonly details: ApiErrorDetails;
  /**
   * Wait that the server asked for before the next request, in milliseconds; undefined if it did
   * not.
   */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    outcome: Outcome,
    origin: ResponseInfo & {
      readonly details: ApiErrorDetails;
      readonly retryAfter: number | undefined;
    },
  ) {
    super(message, outcome, origin);
    this.status = origin.status;
    this.headers = origin.headers;
    this.details = origin.details;
    this.retryAfter = origin.retryAfter;
  }
}

/** The server reported success with an answer that breaks the OpenAPI document. */
export class DriftError extends InviteError {
  protected static override readonly [family] = 'DriftError';
  override readonly code = 'drift';
  readonly violations: readonly Violation[];
  readonly #data: unknown;

  constructor(
    message: string,
    outcome: Outcome,
    origin: ErrorOrigin & { readonly violations?: readonly Violation[]; readonly data?: unknown },
  ) {
    super(message, outcome, origin);
    this.violations = origin.violations ?? [];
    this.#data = origin.data;
  }

  /**
   * The invite as received, if the answer was recognizably one. A getter, so that the invitee's
   * data stays out of logs that print whole errors.
   */
  get data(): unknown {
    return this.#data;
  }
}
