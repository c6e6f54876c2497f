import { writeFile } from 'node:fs/promises';
import papaparse from 'papaparse';

/** What became of one row. */
export interface ReportLine {
  readonly line: number;
  readonly email?: string;
  readonly role?: string;
  readonly outcome: 'invited' | 'not-invited' | 'unknown' | 'not-sent' | 'invalid';
  /** Whether an earlier run says so. */
  readonly earlier?: boolean;
  readonly id?: string;
  /** Seconds since 1970. */
  readonly expires_at?: number;
  readonly reason?: string;
}

const fields = ['line', 'email', 'role', 'outcome', 'earlier', 'id', 'expires_at', 'reason'];

/** Writes what became of each row as CSV, in the order of the file, readable by its owner alone. */
export async function writeReport(path: string, lines: readonly ReportLine[]): Promise<void> {
  const data = [...lines].sort((a, b) => a.line - b.line);
  // Spreadsheets take what begins like a formula for one.
  const csv = papaparse.unparse({ fields, data }, { escapeFormulae: true, newline: '\n' });
  await writeFile(path, `${csv}\n`, { mode: 0o600 });
}
