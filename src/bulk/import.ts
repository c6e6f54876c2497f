import { toInviteClient, type Client } from '../client.js';
import type { InviteRequest } from '../operation.js';
import type { ImportOptions } from './options.js';
import type { ImportResult, ImportSummary } from './result.js';
import { Run } from './run.js';

/** An import under way: its results as they come, in no certain order, and how it ended. */
export interface ImportRun<Row extends InviteRequest> extends AsyncIterable<ImportResult<Row>> {
  /** Runs what is left to its end. Rejects with what the iteration would throw. */
  readonly summary: () => Promise<ImportSummary>;
  /** Until when the server wants to be left alone, in milliseconds since 1970. */
  readonly pausedUntil: number;
}

/**
 * Invites one row after the other, and none twice: not within the rows, not in another run with
 * the same journal. Nothing happens before the results, or the summary, are asked for.
 *
 * @throws {@link ConfigurationError} where {@link createClient} did not make the client.
 */
export function importInvites<Row extends InviteRequest>(
  client: Client,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: ImportOptions = {},
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
      return Date.now() + toInviteClient(client).queue.wait;
    },
  };
}
