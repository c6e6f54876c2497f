/**
 * How the mock organization departs from its ordinary behaviour, for one request. Faults can be
 * combined: `{ status: 503, headers: { 'retry-after': '1' }, delay: 50 }`. An empty one, `{}`,
 * lets a request pass.
 */
export interface Fault {
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
  /** Where to break the connection; half-way is after the headers and half of the body. */
  readonly break?: 'before-reading' | 'after-reading' | 'half-way';
  /**
   * Whether the invite is made, whatever is answered.
   * @default true where the answer itself is the ordinary one, else false
   */
  readonly createsInvite?: boolean;
}
