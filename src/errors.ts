import { listViolations, type Violation } from './drift.js';

/** Did the invite go out? `unknown` means that it may have: never invite again without a look. */
export type Outcome = 'invited' | 'not-invited' | 'unknown';

const nextStep: Record<Outcome, string> = {
  invited: 'The invite went out: do not send it again.',
  'not-invited': 'No invite went out.',
  unknown:
    "It is unknown whether the invite went out: look at the organization's pending invites before inviting again.",
};

/** What is kept of an HTTP response in an error. */
export interface ResponseFacts {
  readonly status: number;
  /** The server's `x-request-id`, for its support. */
  readonly requestId?: string;
  /** A copy of the response headers, free of the API key. */
  readonly headers: Headers;
}

/** What led to an error: what was thrown below it, and the response where one came. */
interface Origin extends Partial<ResponseFacts> {
  readonly cause?: unknown;
}

/** The base of every error that this package throws. */
export abstract class InviteError extends Error implements Partial<ResponseFacts> {
  /** Tells the classes of the family apart. */
  abstract readonly code: string;
  /** The HTTP status, where a response came. */
  declare readonly status?: number;
  /** The server's `x-request-id`, where a response bore one. */
  declare readonly requestId?: string;
  /** The response headers, free of the API key, where a response came. */
  declare readonly headers?: Headers;

  constructor(
    message: string,
    readonly outcome: Outcome = 'not-invited',
    { cause, ...response }: Origin = {},
  ) {
    // A message that lists violations ends its last line itself.
    const space = message.endsWith('\n') ? '' : ' ';
    super(message + space + nextStep[outcome], cause === undefined ? undefined : { cause });
    Object.assign(this, response);
  }

  /** The facts that are safe to log; no data of the invitee, no key. */
  toJSON(): Record<string, unknown> {
    const { name, code, outcome, message, status, requestId } = this;
    return { name, code, outcome, message, status, requestId };
  }
}

/** The client was set up with an option or environment variable that cannot work. */
export class ConfigurationError extends InviteError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';
}

/** The request body breaks the OpenAPI document; nothing was sent. */
export class InvalidRequestError extends InviteError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid_request';

  constructor(readonly violations: readonly Violation[]) {
    super(`The invite breaks the API's contract:\n${listViolations(violations)}\n`);
  }
}

/** No HTTP response came: the connection could not be made, or it broke. */
export class ConnectionError extends InviteError {
  override readonly name = 'ConnectionError';
  readonly code = 'connection';
}

/** The attempt's time ran out with the request on its way. */
export class TimeoutError extends InviteError {
  override readonly name = 'TimeoutError';
  readonly code = 'timeout';
}

/** The caller's signal aborted; `cause` is the signal's reason. */
export class AbortedError extends InviteError {
  override readonly name = 'AbortedError';
  readonly code = 'aborted';
}

/** What OpenAI's error envelope says, as far as the server filled it, free of the API key. */
export type ApiErrorDetails = Readonly<
  Partial<Record<'message' | 'type' | 'param' | 'code', string>>
>;

/** The server answered with something other than success. */
export class ApiError extends InviteError {
  override readonly name = 'ApiError';
  readonly code = 'api';
  declare readonly status: number;
  declare readonly headers: Headers;

  constructor(
    message: string,
    outcome: Outcome,
    response: ResponseFacts,
    /** The server's own description of the error. */
    readonly details: ApiErrorDetails,
    /** Milliseconds that the server asks to wait before the next request, if it does. */
    readonly retryAfter: number | undefined,
  ) {
    super(message, outcome, response);
  }
}

/** The server reported success with an answer that breaks the OpenAPI document. */
export class DriftError extends InviteError {
  override readonly name = 'DriftError';
  readonly code = 'drift';
  /** The invite as it came, where the answer was recognisably one. */
  declare readonly data?: unknown;

  constructor(
    message: string,
    outcome: Outcome,
    origin: Origin,
    readonly violations: readonly Violation[] = [],
    data?: unknown,
  ) {
    super(message, outcome, origin);
    // Not enumerable: the invitee's data stays out of logs that print whole errors.
    if (data !== undefined) Object.defineProperty(this, 'data', { value: data });
  }
}
