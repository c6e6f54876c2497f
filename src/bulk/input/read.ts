import { RowCheck } from './check.js';
import { readCsv } from './csv.js';
import { decode } from './decode.js';
import { isJson, readNdjson } from './ndjson.js';
import { FileError, type FileRow, type ReadOptions, type ValidRow } from './row.js';

/** A file of invites, checked. Each of its rows is either valid or invalid. */
export interface CheckedFile {
  readonly rows: readonly ValidRow[];
  readonly invalidRows: readonly FileRow[];
  /** How the file was read, for the user. */
  readonly notes: readonly string[];
  /** Why nothing of the file may be sent, and what to do; undefined if its valid rows may. */
  readonly refusal?: string | undefined;
}

/** Reads CSV or lines of JSON, and checks every row. */
export function readInvites(bytes: Uint8Array, options: ReadOptions = {}): CheckedFile {
  const check = new RowCheck(options);
  const refusal = read(bytes, options, check)?.message;
  check.finish();
  const { rows, notes } = check;
  const invalidRows = rows.filter(({ problems }) => problems.length > 0);
  return { rows: rows.filter(isValid), invalidRows, notes, refusal };
}

function isValid(row: FileRow): row is ValidRow {
  return row.problems.length === 0;
}

function read(bytes: Uint8Array, options: ReadOptions, check: RowCheck): FileError | undefined {
  try {
    const text = decode(bytes, options);
    refuseDamage(text);
    (isJson(text) ? readNdjson : readCsv)(text, options, check);
    if (check.rows.length > 0) return undefined;
    return new FileError('there are no rows.', 'Add the people to invite, one a line.');
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}

/** @throws {@link FileError} if a part of the file may be lost, or there twice. */
function refuseDamage(text: string): void {
  const conflict = /^<{7} /m.exec(text);
  if (conflict && /^>{7} /m.test(text)) {
    const line = text.slice(0, conflict.index).split('\n').length;
    throw new FileError(`a merge conflict begins in line ${line}.`, 'Resolve it.');
  }
  if (/\0{4}\s*$/.test(text))
    throw new FileError(
      'this is damaged: its last bytes are all zero.',
      'Copy or export it again.',
    );
}
