import { RowCheck } from './check.js';
import { readCsv } from './csv.js';
import { decode } from './decode.js';
import { isJson, readNdjson } from './ndjson.js';
import { FileError, type ReadOptions } from './row.js';

/** A file of invites, checked. Each of its rows is either valid or invalid. */
export interface CheckedFile extends Pick<RowCheck, 'rows' | 'invalidRows' | 'notes'> {
  /** Why nothing of the file may be sent, and what to do; undefined if its valid rows may. */
  readonly refusal?: string | undefined;
}

/** Reads CSV or lines of JSON, and checks every row. */
export function readInvites(bytes: Uint8Array, options: ReadOptions = {}): CheckedFile {
  const check = new RowCheck();
  const refusal = read(bytes, options, check)?.message;
  check.finish();
  const { rows, invalidRows, notes } = check;
  return { rows, invalidRows, notes, refusal };
}

function read(bytes: Uint8Array, options: ReadOptions, check: RowCheck): FileError | undefined {
  try {
    const text = decode(bytes, options);
    (isJson(text) ? readNdjson : readCsv)(text, options, check);
    if (check.rows.length + check.invalidRows.length > 0) return undefined;
    return new FileError('there are no rows.', 'Add the people to invite, one a line.');
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}
