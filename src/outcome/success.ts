import type { Marks } from '../../generated/operations.js';
import type { Validator } from '../../generated/validators.js';
import { DriftError, InviteError, type ResponseInfo } from '../errors.js';
import type { BodyText } from '../http/read-body.js';
import { redactCause, type Redact } from '../http/redact.js';
import { parseJson } from '../json.js';
import type { ApiOperation } from '../operation.js';
import { findViolations, listViolations, type Violation } from '../violations.js';
import { readDetails, theServerSays } from './error-response.js';

/** The answer of an operation, with its violations of the OpenAPI document. */
export interface Success<Result> {
  readonly result: Result;
  readonly violations: readonly Violation[];
  /** As received, not redacted. */
  readonly headers: Headers;
  /** A function, since copying the headers takes time that a success without drift can save. */
  readonly info: () => ResponseInfo;
}

/** Everything needed to read a 2xx response. */
interface SuccessContext<Body, Result> {
  readonly operation: ApiOperation<Body, Result>;
  readonly request: Body;
  readonly status: number;
  readonly headers: Headers;
  readonly redact: Redact;
  readonly info: () => ResponseInfo;
}

/** Maximum number of bytes read of a success; an invite takes less than 1 KiB. */
export const maxBody = 1024 * 1024;

/**
 * Reads the body of a 2xx response.
 *
 * @throws {@link InviteError} with the operation's uncertain outcome where it holds no result, or
 * one for another request.
 */
export function readSuccess<Body, Result>(
  body: BodyText,
  context: SuccessContext<Body, Result>,
): Success<Result> {
  const { operation, status, request, headers, redact, info } = context;
  const { resultName, outcomes } = operation;
  const success = successFor(operation, status);
  const nothing: Result | undefined = undefined;
  if (isWithoutContent(nothing, success)) return { result: nothing, violations: [], headers, info };
  const answered = `The server answered ${status}`;
  if (body.fault === 'consumed')
    throw new InviteError(
      `${answered}, and middleware read the body; read response.clone() instead.`,
      outcomes.uncertain,
      info(),
    );
  const json = body.fault ? undefined : parseJson(body.text);
  if (json === undefined) {
    const cause = body.cause && redactCause(body.cause, redact);
    const message = `${answered} with ${problemOf(body)}.`;
    throw new DriftError(message, outcomes.uncertain, { ...info(), cause });
  }
  const violations: Violation[] = [];
  if (!success.check?.(json)) {
    if (success.check) violations.push(...findViolations(success.check, json));
    if (!isRecognisable(json, success, violations)) {
      const says = theServerSays(readDetails(json, redact));
      const list = violations.length > 0 ? `\n${listViolations(violations)}\n` : '';
      const message = `${answered} with JSON that is no ${resultName}.${says && ` ${says}`}${list}`;
      throw new DriftError(message, outcomes.uncertain, { ...info(), violations });
    }
  }
  if (!operation.isSameSubject(request, json))
    throw new DriftError(
      `The server answered with the ${resultName} of another request.`,
      outcomes.uncertain,
      info(),
    );
  if (!success.isDocumented)
    violations.push({
      pointer: '',
      keyword: 'status',
      expected: `status ${Object.keys(operation.answers).join(' or ')}`,
      received: `status ${status}`,
    });
  return { result: json, violations, headers, info };
}

/** Why a body is not JSON, without quoting it. */
function problemOf({ text, fault }: BodyText): string {
  if (fault === 'too-long') return `a body of more than ${maxBody} bytes`;
  if (fault) return 'a body that was cut off';
  return text === '' ? 'an empty body' : 'a body that is not JSON';
}

/** The documented success for a 2xx status, and how its body is checked. */
interface DocumentedSuccess<Result> {
  /** Whether the OpenAPI document describes this very status. */
  readonly isDocumented: boolean;
  /** Undefined for an answer without content. */
  readonly check: Validator<Result> | undefined;
  readonly marks: readonly Marks[];
}

/**
 * Looks up a 2xx status in the document: by itself, as `2XX`, as `default` (OpenAPI 3.1, section
 * 4.8.16.1); an undocumented one is checked as the usual success.
 */
export function successFor<Result>(
  {
    answers,
    success,
    checkSuccess,
  }: Pick<ApiOperation<never, Result>, 'answers' | 'success' | 'checkSuccess'>,
  status: number,
): DocumentedSuccess<Result> {
  const documented = [String(status), '2XX', 'default'].find((key) => Object.hasOwn(answers, key));
  const key = documented ?? String(success);
  return {
    isDocumented: documented !== undefined,
    check: checkSuccess[key],
    marks: answers[key]?.marks ?? [],
  };
}

/** Whether a status is the success without content; then the result's type includes `undefined`. */
export function isWithoutContent<Result>(
  body: Result | undefined,
  { isDocumented, check }: DocumentedSuccess<Result>,
): body is Result {
  return body === undefined && isDocumented && check === undefined;
}

/**
 * Whether an answer that breaks the document is still recognisably a success: for one of the
 * shapes that the document describes, it has the required marks, and none of its marks is wrong.
 */
function isRecognisable<Result>(
  json: unknown,
  { marks }: DocumentedSuccess<Result>,
  violations: readonly Violation[],
): json is Result {
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
