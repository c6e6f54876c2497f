import { open, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import papaparse from 'papaparse';
import { formatProjects } from '../bulk/input/projects.js';
import type { RowOutcome } from '../bulk/index.js';
import { codeOf } from '../bulk/journal/error.js';

/** What became of one row. */
export interface ReportLine {
  readonly line: number;
  readonly email?: string;
  readonly role?: string;
  readonly projects?: readonly unknown[];
  readonly outcome: RowOutcome;
  /** Whether an earlier run says so. */
  readonly earlier?: boolean;
  readonly id?: string;
  /** Seconds since 1970. */
  readonly expires_at?: number;
  readonly reason?: string;
}

const fields = [
  'line',
  'email',
  'role',
  'projects',
  'outcome',
  'earlier',
  'id',
  'expires_at',
  'reason',
];

/**
 * Why a report cannot be written; undefined where it can. An earlier one is left as it is.
 *
 * @param others files that it must not replace
 */
export async function refusesReport(
  path: string,
  others: readonly string[],
): Promise<string | undefined> {
  for (const other of others)
    if (await isSame(path, other)) return `The report would replace ${other}`;
  return tell(path, async () => {
    await (await open(path, 'a', 0o600)).close();
  });
}

/** Whether two names lead to one file, or would. */
async function isSame(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  try {
    const [one, other] = await Promise.all([stat(a), stat(b)]);
    return one.ino === other.ino && one.dev === other.dev;
  } catch {
    return false;
  }
}

/**
 * Writes what became of each row as CSV, in the order of the file, readable by its owner alone. The
 * file can be imported as it is.
 * Resolves with the reason where that cannot be done.
 */
export async function writeReport(
  path: string,
  lines: readonly ReportLine[],
): Promise<string | undefined> {
  const data = [...lines]
    .sort((a, b) => a.line - b.line)
    .map((line) => ({ ...line, projects: formatProjects(line.projects) }));
  // Spreadsheets take what begins like a formula for one.
  const csv = papaparse.unparse({ fields, data }, { escapeFormulae: true, newline: '\n' });
  return tell(path, () => writeFile(path, `${csv}\n`, { mode: 0o600 }));
}

async function tell(path: string, work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return `The report ${path} cannot be written (${codeOf(error)})`;
  }
}
