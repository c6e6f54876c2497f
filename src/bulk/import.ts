import { toInviteClient, type Client } from '../client.js';
import type { InviteRequest } from '../operation.js';
import type { ImportOptions, MappedImportOptions } from './options.js';
import type { ImportResult, ImportSummary } from './result.js';
import { Run } from './run.js';

/** An import under way: its results as they come, in no certain order, and how it ended. */
export interface ImportRun<Row> extends AsyncIterable<ImportResult<Row>> {
  /** Runs what is left to its end. Rejects with what the iteration would throw. */
  readonly summary: () => Promise<ImportSummary>;
  /** When requests go out again, in milliseconds since 1970; in the past if nothing waits. */
  readonly pausedUntil: number;
  /**
   * Requests a minute that the server is known to let through, whatever the option of this name
   * says; undefined while no limit is known.
   */
  readonly requestsPerMinute: number | undefined;
  /** True if the current pause is for a lost connection, and not for a rate limit. */
  readonly isOffline: boolean;
}

/** A row that is a request body; a property that the OpenAPI document lacks does not compile. */
type RequestRow<Row> = Row & Readonly<Record<Exclude<keyof Row, keyof InviteRequest>, never>>;

/**
 * Invites one row after the other, and none twice: not within the rows, not in another run with
 * the same journal. Nothing happens before the results, or the summary, are asked for. Every row
 * has a result; only what is wrong with the import as a whole is thrown, by the iteration.
 *
 * @throws {@link ConfigurationError} if an option, or the list of existing invites, cannot work.
 * @throws {@link JournalError} if the journal cannot be used.
 */
export function importInvites<Row extends InviteRequest>(
  client: Client,
  rows: Iterable<RequestRow<Row>> | AsyncIterable<RequestRow<Row>>,
  options?: ImportOptions,
): ImportRun<Row>;
export function importInvites<Row>(
  client: Client,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: MappedImportOptions<Row>,
): ImportRun<Row>;
export function importInvites<Row>(
  client: Client,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: ImportOptions & Partial<MappedImportOptions<Row>> = {},
): ImportRun<Row> {
  const run = new Run<Row>(client, options);
  const results = run.results(rows);
  return {
    [Symbol.asyncIterator]: () => results,
    summary: async () => {
      while (!(await results.next()).done);
      return run.summary();
    },
    get pausedUntil() {
      const { clock, queue } = toInviteClient(client);
      return clock.date() + queue.wait;
    },
    get requestsPerMinute() {
      const { learned } = toInviteClient(client).queue;
      return learned && (60_000 * learned.requests) / learned.milliseconds;
    },
    get isOffline() {
      return run.isOffline;
    },
  };
}
