import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject } from '../json.js';

/** A request as the `match` function of a fault sees it. */
export interface MatchableRequest {
  readonly method: string;
  /** The path, with the query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as text; empty if the connection broke before it was read. */
  readonly body: string;
}

/**
 * How a request fails. Properties can be combined: `{ status: 503, headers: { 'retry-after': '1' },
 * delay: 50 }`. An empty one, `{}`, lets a request pass.
 */
export interface Fault {
  /**
   * The requests that take this fault: those that invite this email address (in any case), or those
   * for which the function returns true. If the function throws, the answer is a 500 with the
   * reason.
   * @default any request
   */
  readonly match?: string | ((request: MatchableRequest) => boolean);
  /**
   * How many requests take this fault; `Infinity` for all of them, retries included.
   * @default 1
   */
  readonly times?: number;
  /**
   * The status to answer with, from 200 to 999.
   * @default the ordinary one
   */
  readonly status?: number;
  /** Headers to add to the answer, or to put in place of its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The body to answer with; strings and bytes are sent as they are, anything else as JSON.
   * @default the ordinary one, none with a `status` of 300 or more
   */
  readonly body?: unknown;
  /**
   * Milliseconds to wait before the answer; `Infinity` never answers.
   * @default 0
   */
  readonly delay?: number;
  /** Milliseconds between one byte of the body and the next; `Infinity` sends one byte. */
  readonly drip?: number;
  /**
   * Where to break the connection; `half-way` is after the headers and half of the body. If a fault
   * with `match` precedes this one, the request is read even with `before-reading`.
   * @default it does not break
   */
  readonly break?: 'before-reading' | 'after-reading' | 'half-way';
  /**
   * Whether the invite is made, independently of the answer; never with `before-reading`.
   * @default true if the answer holds it, even if it breaks half-way
   */
  readonly createsInvite?: boolean;
}

const isAmount = (value: unknown) => typeof value === 'number' && value >= 0;
const isWhole = (value: unknown) => Number.isInteger(value);
const breaks: readonly unknown[] = ['before-reading', 'after-reading', 'half-way'];

/** What the properties of a fault must be. */
const rules: Readonly<Record<keyof Fault, [isValid: (value: unknown) => boolean, rule: string]>> = {
  match: [
    (value) => typeof value === 'string' || typeof value === 'function',
    'an email address or a function',
  ],
  times: [
    (value) => isAmount(value) && (isWhole(value) || value === Infinity),
    'a whole number or Infinity',
  ],
  status: [
    (value) => isWhole(value) && Number(value) >= 200 && Number(value) <= 999,
    'a whole number from 200 to 999',
  ],
  headers: [areHeaders, 'HTTP headers'],
  body: [isSerializable, 'a string, bytes or JSON'],
  delay: [isAmount, 'a number of milliseconds'],
  drip: [isAmount, 'a number of milliseconds'],
  break: [(value) => breaks.includes(value), "'before-reading', 'after-reading' or 'half-way'"],
  createsInvite: [(value) => typeof value === 'boolean', 'true or false'],
};

/**
 * Checks a fault from code without types.
 *
 * @throws {TypeError} if a property is invalid.
 */
export function checkFault(fault: unknown): void {
  if (!isObject(fault)) throw new TypeError('A fault must be an object.');
  const checks: Readonly<Record<string, (typeof rules)[keyof Fault] | undefined>> = rules;
  for (const [name, value] of Object.entries(fault)) {
    if (value === undefined) continue;
    const [isValid, rule] = checks[name] ?? [];
    if (!isValid) throw new TypeError(`A fault has no property ${name}.`);
    if (!isValid(value)) throw new TypeError(`The ${name} of a fault must be ${rule}.`);
  }
}

function areHeaders(headers: unknown): boolean {
  if (!isObject(headers)) return false;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, String(value));
    }
    return true;
  } catch {
    return false;
  }
}

function isSerializable(body: unknown): boolean {
  try {
    const text: unknown = JSON.stringify(body);
    return text !== undefined;
  } catch {
    return false;
  }
}
