import { DriftError, InviteError, type ResponseInfo } from '../errors.js';
import { readBody, type BodyText } from '../http/read-body.js';
import { redactCause, type Redact } from '../http/redact.js';
import {
  isRecognisable,
  isSameAddress,
  isWithoutContent,
  operation,
  successFor,
  type Invite,
  type InviteRequest,
} from '../operation.js';
import { findViolations, listViolations, type Violation } from '../violations.js';
import { readDetails, theServerSays } from './error-response.js';

/** An invite, and what of it breaks the OpenAPI document. */
export interface Success {
  readonly invite: Invite;
  readonly violations: readonly Violation[];
  /** As they came, not redacted. */
  readonly headers: Headers;
  /** A function, since copying the headers takes time that a success without drift can save. */
  readonly info: () => ResponseInfo;
}

/** What a 2xx response is read with. */
export interface SuccessContext {
  readonly request: InviteRequest;
  readonly redact: Redact;
  readonly info: () => ResponseInfo;
}

/** The most of a success that is read, in bytes; an invite takes less than 1 KiB. */
const maxBody = 1024 * 1024;

/**
 * Reads a 2xx response.
 *
 * @throws {@link DriftError} with the outcome `unknown` where it holds no invite, or one for
 * another address.
 */
export async function readSuccess(
  response: Response,
  { request, redact, info }: SuccessContext,
): Promise<Success> {
  const { status, headers } = response;
  const success = successFor(status);
  const nothing: Invite | undefined = undefined;
  if (isWithoutContent(nothing, success)) return { invite: nothing, violations: [], headers, info };
  const json = parse(await readBody(response, maxBody), { status, redact, info });
  const violations: Violation[] = [];
  if (!success.check?.(json)) {
    if (success.check) violations.push(...findViolations(success.check, json));
    if (!isRecognisable(json, success, violations))
      throw notAnInvite(json, violations, { status, redact, info });
  }
  expectSameAddress(request, json, info);
  if (!success.isDocumented) violations.push(toStatusViolation(status));
  return { invite: json, violations, headers, info };
}

interface ErrorContext extends Omit<SuccessContext, 'request'> {
  readonly status: number;
}

const faults = {
  'cut-off': 'a body that was cut off',
  'too-long': `a body of more than ${maxBody} bytes`,
};

function parse({ text, fault, cause }: BodyText, context: ErrorContext): unknown {
  const { status, redact, info } = context;
  const refuse = (what: string): never => {
    const origin = cause === undefined ? {} : { cause: redactCause(cause, redact) };
    throw new DriftError(`The server answered ${status} with ${what}.`, 'unknown', {
      ...info(),
      ...origin,
    });
  };
  if (fault === 'consumed')
    throw new InviteError(
      `The server answered ${status}, and middleware read the body; read response.clone() instead.`,
      'unknown',
      info(),
    );
  if (fault !== undefined) return refuse(faults[fault]);
  if (text === '') return refuse('an empty body');
  try {
    return JSON.parse(text);
  } catch {
    // The reason would quote the body.
    return refuse('a body that is not JSON');
  }
}

function notAnInvite(
  json: unknown,
  violations: readonly Violation[],
  { status, redact, info }: ErrorContext,
): DriftError {
  const said = theServerSays(readDetails(json, redact));
  const message = `The server answered ${status} with JSON that is no invite.${said && ` ${said}`}`;
  const list = violations.length > 0 ? `\n${listViolations(violations)}\n` : '';
  return new DriftError(message + list, 'unknown', { ...info(), violations });
}

/** A crossed or cached answer proves nothing about this invite. */
function expectSameAddress(
  request: InviteRequest,
  invite: unknown,
  info: () => ResponseInfo,
): void {
  if (isSameAddress(request, invite)) return;
  throw new DriftError("The server answered with another address's invite.", 'unknown', info());
}

function toStatusViolation(status: number): Violation {
  return {
    pointer: '',
    keyword: 'status',
    expected: `status ${Object.keys(operation.answers).join(' or ')}`,
    received: `status ${status}`,
  };
}
