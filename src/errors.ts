import { listViolations, type Violation } from './drift.js';

/** Did the invite go out? `unknown` means that it may have: never invite again without a look. */
export type Outcome = 'invited' | 'not-invited' | 'unknown';

/** What is kept of an HTTP response in an error. */
export interface ResponseFacts {
  readonly status: number;
  /** The server's `x-request-id`, for its support. */
  readonly requestId?: string;
  /** A copy of the response headers, free of the API key. */
  readonly headers: Headers;
}

interface Details {
  outcome: Outcome;
  cause?: unknown;
  response?: ResponseFacts | undefined;
}

/** What to do next, right for each outcome. */
const nextStep: Record<Outcome, string> = {
  invited: 'The invite went out: do not send it again.',
  'not-invited': 'No invite went out.',
  unknown:
    "It is unknown whether the invite went out: look at the organization's pending invites before inviting again.",
};

/** The base of every error that this package throws. */
export abstract class InviteError extends Error {
  /** Tells the classes of the family apart. */
  abstract readonly code: string;
  readonly outcome: Outcome;
  /** The HTTP status, where a response came. */
  declare readonly status?: number;
  /** The server's `x-request-id`, where a response bore one. */
  declare readonly requestId?: string;
  /** The response headers, where a response came. */
  declare readonly headers?: Headers;

  constructor(message: string, details: Details = { outcome: 'not-invited' }) {
    const { outcome, cause, response } = details;
    // A message that lists violations ends its last line itself.
    const next = (message.endsWith('\n') ? '' : ' ') + nextStep[outcome];
    super(message + next, cause === undefined ? undefined : { cause });
    this.outcome = outcome;
    if (response) {
      this.status = response.status;
      this.headers = response.headers;
      if (response.requestId !== undefined) this.requestId = response.requestId;
    }
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
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(`The invite breaks the API's contract:\n${listViolations(violations)}\n`);
    this.violations = violations;
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

/** What OpenAI's error envelope `{error: {…}}` says, free of the API key. */
export interface ApiErrorDetails {
  readonly message?: string;
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
}

/** The server answered with something other than success. */
export class ApiError extends InviteError {
  override readonly name = 'ApiError';
  readonly code = 'api';
  declare readonly status: number;
  /** The server's own description of the error, as far as it gave one. */
  readonly details: ApiErrorDetails;

  constructor(
    message: string,
    options: { outcome: Outcome; response: ResponseFacts; details: ApiErrorDetails },
  ) {
    super(message, options);
    this.details = options.details;
  }
}

/** The server reported success with an answer that breaks the OpenAPI document. */
export class DriftError extends InviteError {
  override readonly name = 'DriftError';
  readonly code = 'drift';
  readonly violations: readonly Violation[];
  /** The answer as it came, where it was JSON. */
  declare readonly data?: unknown;

  constructor(
    message: string,
    options: Details & { violations?: readonly Violation[]; data?: unknown },
  ) {
    super(message, options);
    this.violations = options.violations ?? [];
    // Not enumerable: the invitee's data stays out of logs that print whole errors.
    if (options.data !== undefined)
      Object.defineProperty(this, 'data', { value: options.data, enumerable: false });
  }
}
