import { ConfigurationError } from '../errors.js';
import type { InviteRequest } from '../operation.js';

/** Options of `importInvites`. */
export interface ImportOptions {
  /**
   * File that records what became of each address, so that the same import can be run again, after
   * a crash as well, and nobody is invited twice. It is locked while the import runs.
   * @default none: a crash leaves no trace
   */
  readonly journal?: string | undefined;
  /**
   * Journals of version 1 of the same organization, whose entries are taken over; other files among
   * them are left alone. It takes `sameOrganization`.
   * @default none
   */
  readonly predecessors?: readonly string[] | undefined;
  /**
   * Confirms, once, that a journal that was written with another admin key, or by a release that did
   * not note the key, is of the client's organization.
   * @default false: such a journal is a {@link JournalError}
   */
  readonly sameOrganization?: boolean | undefined;
  /**
   * The organization's invites, all of them: objects with at least `email` and `status`. Whoever is
   * there, not expired, is not invited again; for an unknown address the list settles whether the
   * invite went out.
   * @default none
   */
  readonly existing?: Iterable<unknown> | AsyncIterable<unknown> | undefined;
  /**
   * When `existing` was fetched. Only a list that is five minutes younger than a request shows that
   * this request made no invite.
   * @default when its iteration starts
   */
  readonly existingFetchedAt?: Date | undefined;
  /** Unknown addresses of the journal that are invited, as somebody has looked up. */
  readonly markInvited?: readonly string[] | undefined;
  /** Unknown addresses of the journal that are not invited, as somebody has looked up. */
  readonly markNotInvited?: readonly string[] | undefined;
  /**
   * Sends what an earlier run may have sent already.
   * @default false
   */
  readonly resendUnknown?: boolean | undefined;
  /**
   * Sends nothing and writes nothing: rows that would be sent end as `not-sent`.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Requests on their way at a time.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /**
   * Requests a minute at most.
   * @default as many as the server takes
   */
  readonly requestsPerMinute?: number | undefined;
  /**
   * Rows that fail, for whatever reason, until the import ends.
   * @default no limit
   */
  readonly maxFailures?: number | undefined;
  /**
   * Failures in a row that are not about the rows (an outage, a sign-in page, the same refusal for
   * everybody) until the import ends.
   * @default 10
   */
  readonly maxConsecutiveFailures?: number | undefined;
  /** Ends the import when it aborts: nothing more is sent, and what is on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told, before anything is sent, what the journal's lock cannot prevent.
   * @default console.warn
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options for rows that are not request bodies themselves. */
export interface MappedImportOptions<Row> extends ImportOptions {
  /** The request body for a row. What it throws is that row's error. */
  readonly request: (row: Row) => InviteRequest;
}

/** @throws {@link ConfigurationError} if a value cannot work. */
export function checkOptions(options: ImportOptions): void {
  for (const name of ['concurrency', 'maxFailures', 'maxConsecutiveFailures'] as const) {
    const value = options[name] ?? 1;
    if (value !== Infinity && (!Number.isSafeInteger(value) || value < 1))
      throw new ConfigurationError(`${name} must be a whole number, at least 1.`);
  }
  if (!((options.requestsPerMinute ?? 1) > 0))
    throw new ConfigurationError('requestsPerMinute must be over 0.');
}
