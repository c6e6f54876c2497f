import { DriftError } from '../errors.js';
import { operation } from '../operation.js';
import { listViolations, type DriftReport } from '../violations.js';
import type { Success } from './success.js';

/** What the client does with an invite that went out but breaks the OpenAPI document. */
export type OnDrift = 'warn' | 'throw' | ((report: DriftReport) => void);

/**
 * Makes the function that handles a success with violations. Only `'throw'` makes it throw: the
 * invite went out, and an exception invites a second one.
 */
export function createDriftHandler(onDrift: OnDrift): (success: Success) => void {
  const report =
    typeof onDrift === 'function'
      ? guarded(onDrift, 'openai-invites: the onDrift function failed; the invite went out.')
      : createWarner();
  return ({ invite, violations, info }) => {
    const response = info();
    if (onDrift === 'throw') {
      const message = `The server's invite breaks the API's contract:\n${listViolations(violations)}\n`;
      throw new DriftError(message, 'invited', { ...response, violations, data: invite });
    }
    const { status, requestId } = response;
    const id = requestId === undefined ? {} : { requestId };
    report({ operationId: operation.id, status, ...id, violations });
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
        `openai-invites: an invite of ${operationId} went out, but the answer breaks the API's contract:\n${listViolations(fresh)}`,
      );
  };
}
