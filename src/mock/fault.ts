import type { ReceivedRequest } from './server.js';

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
  readonly match?: string | ((request: Omit<ReceivedRequest, 'invite'>) => boolean);
  /**
   * How many requests take this fault; `Infinity` for all of them, retries included.
   * @default 1
   */
  readonly times?: number;
  /** The status to answer with, instead of the ordinary one. */
  readonly status?: number;
  /** Headers to add to the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body to answer with; strings and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Milliseconds to wait before the answer; `Infinity` never answers. */
  readonly delay?: number;
  /** Milliseconds between one byte of the body and the next. */
  readonly drip?: number;
  /**
   * Where to break the connection; `half-way` is after the headers and half of the body. If a fault
   * with `match` precedes this one, the request is read even with `before-reading`.
   */
  readonly break?: 'before-reading' | 'after-reading' | 'half-way';
  /**
   * Whether the invite is made, independently of the answer.
   * @default true if the answer is the ordinary one, else false
   */
  readonly createsInvite?: boolean;
}
