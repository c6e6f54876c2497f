import { DriftError } from '../errors.js';
import type { ApiOperation } from '../operation.js';
import { listViolations, type DriftReport } from '../violations.js';
import type { Success } from './success.js';

/** What the client does with a success that breaks the OpenAPI document. */
export type OnDrift = 'warn' | 'throw' | ((report: DriftReport) => void);

/** Handles a success with violations. */
export type HandleDrift = (operation: ApiOperation, success: Success<unknown>) => void;

/**
 * Makes the function that handles a success with violations. Only `'throw'` makes it throw: the
 * invite went out, and an exception invites a second one.
 */
export function createDriftHandler(onDrift: OnDrift): HandleDrift {
  const report =
    typeof onDrift === 'function'
      ? guarded(onDrift, 'openai-invites: the onDrift function failed; the call succeeded.')
      : createWarner();
  return ({ id, resultName, outcomes }, { result, violations, info }) => {
    const response = info();
    if (onDrift === 'throw') {
      const message = `The server's ${resultName} breaks the API's contract:\n${listViolations(violations)}\n`;
      throw new DriftError(message, outcomes.success, { ...response, violations, data: result });
    }
    const { status, requestId } = response;
    report({ operationId: id, status, ...(requestId !== undefined && { requestId }), violations });
  };
}

/**
 * A caller's function whose errors must not become errors of the call: whatever it throws, or
 * rejects with if it is async, is ignored and told once.
 */
export function guarded<T>(callback: (value: T) => unknown, warning: string): (value: T) => void {
  let isTold = false;
  const tell = (): void => {
    if (!isTold) warn(warning);
    isTold = true;
  };
  return (value) => {
    try {
      Promise.resolve(callback(value)).catch(tell);
    } catch {
      tell();
    }
  };
}

/** `console.warn` may be replaced by code that throws. */
function warn(text: string): void {
  try {
    console.warn(text);
  } catch {
    // Nobody is left to tell.
  }
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
      warn(
        `openai-invites: ${operationId} succeeded, but the answer breaks the API's contract:\n${listViolations(fresh)}`,
      );
  };
}
