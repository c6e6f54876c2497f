import type { Answer } from './answer.js';
import { listViolations, type DriftReport } from './drift.js';
import { DriftError } from './errors.js';
import { operation, type Invite } from './operation.js';

/** What the client does with an invite that went out but breaks the OpenAPI document. */
export type OnDrift = 'warn' | 'throw' | ((report: DriftReport) => void);

/**
 * Makes the function that takes the invite out of an answer and handles its drift. Only
 * `'throw'` makes it throw: the invite went out, and an exception invites a second one.
 */
export function createDriftHandler(onDrift: OnDrift): (answer: Answer) => Invite {
  const report = onDrift === 'warn' || onDrift === 'throw' ? createWarner() : safely(onDrift);
  return ({ invite, violations, facts }) => {
    if (violations.length === 0) return invite;
    const response = facts();
    if (onDrift === 'throw') {
      const message = `The server's invite breaks the API's contract:\n${listViolations(violations)}\n`;
      throw new DriftError(message, 'invited', response, violations, invite);
    }
    const { status, requestId } = response;
    const id = requestId === undefined ? {} : { requestId };
    report({ operationId: operation.id, status, ...id, violations });
    return invite;
  };
}

/** An async function is assignable too; neither its error nor its rejection may escape. */
function safely(onDrift: (report: DriftReport) => unknown): (report: DriftReport) => void {
  return (report) => {
    new Promise((resolve) => {
      resolve(onDrift(report));
    }).catch(() => {
      console.warn('openai-invites: the onDrift function failed; the invite went out.');
    });
  };
}

/** Warns once of each distinct violation, so that a drifted API does not flood the log. */
function createWarner(): (report: DriftReport) => void {
  const seen = new Set<string>();
  return ({ operationId, violations }) => {
    const fresh = violations.filter(({ pointer, keyword, received }) => {
      // One list entry stands for all of them.
      const mark = [pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*'), keyword, received].join(' ');
      return seen.size < seen.add(mark).size;
    });
    if (fresh.length > 0)
      console.warn(
        `openai-invites: an invite of ${operationId} went out, but the answer breaks the API's contract:\n${listViolations(fresh)}`,
      );
  };
}
