import type { Client } from '../client.js';
import type { InviteRequest } from '../operation.js';
import type { ImportOptions, MappedImportOptions } from './options.js';
import type { ImportRun } from './result.js';
import { Run } from './run.js';

/** A row that is a request body; a property that the OpenAPI document lacks does not compile. */
type RequestRow<Row> = Row & Readonly<Record<Exclude<keyof Row, keyof InviteRequest>, never>>;

/**
 * Invites rows, none of them twice: neither within the rows nor in another run with the same
 * journal. The import starts when its results or its summary are requested. Every row has a result;
 * the iteration throws only errors of the import as a whole.
 *
 * @throws {@link ConfigurationError} if an option or the list of existing invites is invalid.
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
  return new Run(client, rows, options);
}
