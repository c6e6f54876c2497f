import { ConfigurationError } from '../errors.js';
import { addressKey, type InviteRequest } from '../operation.js';

/** Options of `importInvites`. */
export interface ImportOptions {
  /**
   * File that records the result of each address, so that the same import can run again, even after
   * a crash, without inviting anybody twice. It is locked while the import runs.
   * @default none: nothing is recorded
   */
  readonly journal?: string | undefined;
  /**
   * Journals of version 1 of the same organization, whose entries are taken over; other files are
   * ignored. Requires `sameOrganization`.
   * @default none
   */
  readonly predecessors?: readonly string[] | undefined;
  /**
   * Confirms that a journal written with another admin key, or by a release that did not record the
   * key, belongs to the client's organization. Needed once.
   * @default false: such a journal is a {@link JournalError}
   */
  readonly sameOrganization?: boolean | undefined;
  /**
   * All invites of the organization, as objects with at least `email` and `status`. Addresses in
   * the list are not invited again unless their invite expired; for an unknown address, the list
   * settles whether the invite went out.
   * @default none
   */
  readonly existing?: Iterable<unknown> | AsyncIterable<unknown> | undefined;
  /**
   * When `existing` was fetched. Only a list that was fetched at least five minutes after a request
   * proves that the request made no invite.
   * @default when its iteration starts
   */
  readonly existingFetchedAt?: Date | undefined;
  /** Unknown addresses of the journal that you looked up: they are invited. */
  readonly markInvited?: readonly string[] | undefined;
  /** Unknown addresses of the journal that you looked up: they are not invited. */
  readonly markNotInvited?: readonly string[] | undefined;
  /**
   * Sends unknown addresses again, which may get a second invite.
   * @default false
   */
  readonly resendUnknown?: boolean | undefined;
  /**
   * Sends nothing and writes nothing: rows that would be sent end as `not-sent`.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Maximum number of requests in flight.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /**
   * Maximum rate, in requests per minute.
   * @default the server's rate
   */
  readonly requestsPerMinute?: number | undefined;
  /**
   * Number of failed requests, of any cause, after which the import stops.
   * @default no limit
   */
  readonly maxFailures?: number | undefined;
  /**
   * Number of consecutive failures that are not about the rows (an outage, a sign-in page, the same
   * refusal for every row) after which the import stops.
   * @default 10
   */
  readonly maxConsecutiveFailures?: number | undefined;
  /** Stops the import when it aborts: nothing more is sent, and requests in flight are awaited. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called before anything is sent: with what the journal's lock cannot prevent, and with marks
   * that had no effect.
   * @default console.warn
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options for rows that are not request bodies themselves. */
export interface MappedImportOptions<Row> extends ImportOptions {
  /** Returns the request body for a row. An error that it throws becomes the row's error. */
  readonly request: (row: Row) => InviteRequest;
}

/** @throws {@link ConfigurationError} if a value is invalid. */
export function checkOptions(options: ImportOptions): void {
  for (const name of ['concurrency', 'maxFailures', 'maxConsecutiveFailures'] as const) {
    const value = options[name] ?? 1;
    if (value !== Infinity && (!Number.isSafeInteger(value) || value < 1))
      throw new ConfigurationError(`${name} must be a whole number, at least 1.`);
  }
  if (!((options.requestsPerMinute ?? 1) > 0))
    throw new ConfigurationError('requestsPerMinute must be over 0.');
  const invited = new Set(options.markInvited?.map(addressKey));
  const both = options.markNotInvited?.find((email) => invited.has(addressKey(email)));
  if (both !== undefined)
    throw new ConfigurationError(`${both} is marked as both invited and not invited: choose one.`);
}
