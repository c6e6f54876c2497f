import { RowCheck } from './check.js';
import { readCsv } from './csv.js';
import { GoodRows } from './good-rows.js';
import { readNdjson } from './ndjson.js';
import type { Defaults, Problem } from './row.js';

/** A file of invites, checked: nothing has been sent. */
export interface CheckedFile {
  readonly good: GoodRows;
  /** In the order of their lines. */
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What there is of a file that cannot be read at all. */
export function unreadable(reason: string, line = 0): CheckedFile {
  return { good: new GoodRows(), problems: [{ line, column: '', reason }], notes: [] };
}

/** Reads CSV, or NDJSON where the first character is a brace, and checks every row. */
export function readInvites(bytes: Uint8Array, defaults: Defaults = {}): CheckedFile {
  let text: string;
  try {
    // It drops a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable('the file is not UTF-8; save it as UTF-8', 1);
  }
  const read = text.trimStart().startsWith('{') ? readNdjson : readCsv;
  const check = new RowCheck();
  read(text, defaults, check);
  const { good, problems, notes } = check;
  return { good, problems, notes };
}
