import { DriftError } from '../errors.js';
import type { ApiOperation } from '../operation.js';
import { listViolations, type DriftReport } from '../violations.js';
import type { Success } from './success.js';

/** What the client does with a success that breaks the OpenAPI document. */
export type OnDrift = 'warn' | 'throw' | ((report: DriftReport) => void);

/** Handles a success with violations. */
export type HandleDrift = (operation: ApiOperation, success: Success<unknown>) => void;

/**
 * Returns a function that handles a success with violations. It only throws with `'throw'`: the
 * invite went out, and an exception would provoke a second one.
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
 * Wraps a caller's function so that its errors do not become errors of the call: exceptions and
 * rejections are ignored, with one warning.
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
    // There is nowhere left to report it.
  }
}

/** Warns once about each distinct violation, so that a drifted API does not flood the log. */
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
