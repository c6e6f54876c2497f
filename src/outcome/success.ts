import { DriftError, InviteError, type ResponseInfo } from '../errors.js';
import type { BodyText } from '../http/read-body.js';
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
  readonly status: number;
  readonly headers: Headers;
  readonly request: InviteRequest;
  readonly redact: Redact;
  readonly info: () => ResponseInfo;
}

/** The most of a success that is read, in bytes; an invite takes less than 1 KiB. */
export const maxBody = 1024 * 1024;

/**
 * Reads the body of a 2xx response.
 *
 * @throws {@link DriftError} with the outcome `unknown` where it holds no invite, or one for
 * another address.
 */
export function readSuccess(body: BodyText, context: SuccessContext): Success {
  const { status, request, headers, redact, info } = context;
  const { json, problem } = parse(body);
  const success = successFor(status);
  const nothing: Invite | undefined = undefined;
  if (isWithoutContent(nothing, success)) return { invite: nothing, violations: [], headers, info };
  const answered = `The server answered ${status} with`;
  if (body.fault === 'consumed')
    throw new InviteError(
      `The server answered ${status}, and middleware read the body; read response.clone() instead.`,
      'unknown',
      info(),
    );
  if (problem) {
    const cause = body.cause && redactCause(body.cause, redact);
    throw new DriftError(`${answered} ${problem}.`, 'unknown', { ...info(), cause });
  }
  const violations: Violation[] = [];
  if (!success.check?.(json)) {
    if (success.check) violations.push(...findViolations(success.check, json));
    if (!isRecognisable(json, success, violations)) {
      const says = theServerSays(readDetails(json, redact));
      const list = violations.length > 0 ? `\n${listViolations(violations)}\n` : '';
      const message = `${answered} JSON that is no invite.${says && ` ${says}`}${list}`;
      throw new DriftError(message, 'unknown', { ...info(), violations });
    }
  }
  // A crossed or cached answer proves nothing about this invite.
  if (!isSameAddress(request, json))
    throw new DriftError("The server answered with another address's invite.", 'unknown', info());
  if (!success.isDocumented)
    violations.push({
      pointer: '',
      keyword: 'status',
      expected: `status ${Object.keys(operation.answers).join(' or ')}`,
      received: `status ${status}`,
    });
  return { invite: json, violations, headers, info };
}

function parse({ text, fault }: BodyText): { json?: unknown; problem?: string } {
  if (fault === 'too-long') return { problem: `a body of more than ${maxBody} bytes` };
  if (fault) return { problem: 'a body that was cut off' };
  if (text === '') return { problem: 'an empty body' };
  try {
    return { json: JSON.parse(text) };
  } catch {
    // The reason would quote the body.
    return { problem: 'a body that is not JSON' };
  }
}
