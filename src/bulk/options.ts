import { ConfigurationError } from '../errors.js';

/** How `importInvites` goes about it. */
export interface ImportOptions {
  /**
   * The file that keeps what became of each address, so that the same import can be run again
   * after whatever befell it. Without it a crash leaves no trace.
   */
  readonly journal?: string | undefined;
  /**
   * What the rows are called in the journal, which refuses the rows of others.
   * @default 'rows'
   */
  readonly input?: string | undefined;
  /**
   * What the journal calls the place where the invites are made.
   * @default the client's base URL
   */
  readonly target?: string | undefined;
  /**
   * The most requests that are on their way at a time.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /**
   * The most requests a minute.
   * @default as many as the server takes
   */
  readonly rate?: number | undefined;
  /**
   * After how many rows that failed no more are sent.
   * @default none
   */
  readonly maxFailures?: number | undefined;
  /**
   * Sends those of which an earlier run could not tell whether they were invited.
   * @default false
   */
  readonly resendUnknown?: boolean | undefined;
  /** When it aborts nothing more is sent; what is on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws {@link ConfigurationError} where a value cannot work. */
export function checkOptions({ concurrency = 4, rate = 1, maxFailures = 1 }: ImportOptions): void {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new ConfigurationError('concurrency must be a whole number, at least 1.');
  if (!(rate > 0)) throw new ConfigurationError('rate must be over 0.');
  if (!Number.isSafeInteger(maxFailures) || maxFailures < 1)
    throw new ConfigurationError('maxFailures must be a whole number, at least 1.');
}
