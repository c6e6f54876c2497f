import type { ReceivedRequest } from './server.js';

/**
 * How the mock organization departs from its ordinary behaviour, for one request. Faults can be
 * combined: `{ status: 503, headers: { 'retry-after': '1' }, delay: 50 }`. An empty one, `{}`,
 * lets a request pass.
 */
export interface Fault {
  /**
   * The requests it is for: those that invite this email address (in any case), or those for which
   * the function returns true. Other requests leave it in place. If the function throws, the answer
   * is a 500 that says so.
   * @default any request
   */
  readonly match?: string | ((request: Omit<ReceivedRequest, 'invite'>) => boolean);
  /**
   * How many requests get it; `Infinity` for all of them, retries included.
   * @default 1
   */
  readonly times?: number;
  /** The status to answer with, instead of the ordinary one. */
  readonly status?: number;
  /** Headers to add to the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body to answer with; text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Milliseconds to wait before the answer; `Infinity` never answers. */
  readonly delay?: number;
  /** Milliseconds between one byte of the body and the next. */
  readonly drip?: number;
  /**
   * Where to break the connection; half-way is after the headers and half of the body. The request
   * has to be read nevertheless if a fault with `match` comes first.
   */
  readonly break?: 'before-reading' | 'after-reading' | 'half-way';
  /**
   * Whether the invite is made, whatever is answered.
   * @default true where the answer itself is the ordinary one, else false
   */
  readonly createsInvite?: boolean;
}
