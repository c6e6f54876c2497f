import { readText } from './body.js';
import { findViolations, listViolations, type Violation } from './drift.js';
import { DriftError, type ResponseFacts } from './errors.js';
import { isDocumented, operation, responseCheck, type Invite } from './operation.js';
import { redactCause, type Redact } from './redact.js';

/** An invite, and what of it breaks the OpenAPI document. */
export interface Answer {
  readonly invite: Invite;
  readonly violations: readonly Violation[];
  /** Read only where an error wants it. */
  readonly facts: () => ResponseFacts;
}

/** The most of an answer that is read, in bytes; an invite takes less than 1 KiB. */
const maxBody = 1024 * 1024;

/**
 * Reads the body of a 2xx response.
 *
 * @throws {@link DriftError} with the outcome `unknown` where it holds no invite.
 */
export async function readAnswer(
  body: ReadableStream<Uint8Array> | null | undefined,
  status: number,
  facts: () => ResponseFacts,
  redact: Redact,
): Promise<Answer> {
  const { text, ...read } = await readText(body, maxBody);
  const { json, fault } = read.fault === undefined ? parse(text) : { fault: read.fault };
  const cause = 'cause' in read ? { cause: redactCause(read.cause, redact) } : {};
  if (fault !== undefined)
    throw new DriftError(`The server answered ${status} with ${fault}.`, 'unknown', {
      ...facts(),
      ...cause,
    });
  const violations = findViolations(responseCheck(status), json);
  if (!isInvite(json, violations)) {
    const message = `The server answered ${status} with JSON that is no invite:\n${listViolations(violations)}\n`;
    throw new DriftError(message, 'unknown', facts(), violations);
  }
  if (!isDocumented(status)) violations.push(undocumented(status));
  return { invite: json, violations, facts };
}

function parse(text: string): { json?: unknown; fault?: string } {
  if (text === '') return { fault: 'an empty body' };
  try {
    return { json: JSON.parse(text) };
  } catch {
    // The reason would quote the body.
    return { fault: 'a body that is not JSON' };
  }
}

/**
 * Whether an answer is recognisably an invite: it has `object` and `id` as the OpenAPI document
 * describes them, whatever else of it breaks the document.
 */
function isInvite(json: unknown, violations: readonly Violation[]): json is Invite {
  if (typeof json !== 'object' || json === null) return false;
  const sound = (mark: string): boolean =>
    Object.hasOwn(json, mark) && !violations.some(({ pointer }) => pointer === `/${mark}`);
  return sound('object') && sound('id');
}

function undocumented(status: number): Violation {
  const expected = `status ${operation.success}`;
  return { pointer: '', keyword: 'status', expected, received: `status ${status}` };
}
