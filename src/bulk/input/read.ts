import { checkRows, type GoodRow } from './check.js';
import { readCsv } from './csv.js';
import { readNdjson } from './ndjson.js';
import type { Defaults, Problem } from './row.js';

/** A file of invites, checked: nothing has been sent. */
export interface CheckedFile {
  readonly good: readonly GoodRow[];
  /** In the order of their lines. */
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Reads CSV, or NDJSON where the first character is a brace, and checks every row. */
export function readInvites(bytes: Uint8Array, defaults: Defaults = {}): CheckedFile {
  let text: string;
  try {
    // It drops a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const reason = 'the file is not UTF-8; save it as UTF-8';
    return { good: [], problems: [{ line: 1, column: '', reason }], notes: [] };
  }
  const read = text.trimStart().startsWith('{') ? readNdjson : readCsv;
  const { rows, problems, notes } = read(text, defaults);
  const checked = checkRows(rows);
  const all = [...problems, ...checked.problems].sort((a, b) => a.line - b.line);
  return { good: checked.good, problems: all, notes };
}
