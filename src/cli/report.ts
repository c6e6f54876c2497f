import { constants, open, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import papaparse from 'papaparse';
import { formatProjects } from '../bulk/input/access.js';
import type { Asked } from '../bulk/input/row.js';
import type { RowOutcome } from '../bulk/index.js';
import { codeOf } from '../bulk/journal/error.js';
import { ConfigurationError } from '../errors.js';

/** The result of one row. Undefined properties are left out of JSON, and empty in CSV. */
export interface ReportLine extends Asked {
  readonly line: number;
  readonly outcome: RowOutcome;
  /** Whether an earlier run says so. */
  readonly earlier?: true | undefined;
  readonly id?: string | undefined;
  /** In the form of ISO 8601. */
  readonly expires_at?: string | undefined;
  readonly reason?: string | undefined;
}

const fields: (keyof ReportLine)[] = [
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
 * Makes sure that a report can be written. An earlier one is left as it is.
 *
 * @param others files that it must not replace
 * @throws {@link ConfigurationError} if it cannot.
 */
export async function checkReport(path: string, others: readonly string[]): Promise<void> {
  const next = 'Choose another place for it.';
  for (const other of others)
    if (await isSame(path, other))
      throw new ConfigurationError(`The report would replace ${other}. ${next}`);
  try {
    // A pipe that nobody reads would block.
    const flags =
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
    await (await open(path, flags, 0o600)).close();
  } catch (error) {
    const problem = `The report ${path} cannot be written (${codeOf(error)}).`;
    throw new ConfigurationError(`${problem} ${next}`);
  }
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
 * Writes the results as CSV, in the order of the file, readable only by the owner. The report can
 * be imported again.
 */
export async function writeReport(path: string, lines: readonly ReportLine[]): Promise<void> {
  const data = [...lines]
    .sort((a, b) => a.line - b.line)
    .map((line) => ({ ...line, projects: formatProjects(line.projects) }));
  // Spreadsheets take what begins like a formula for one.
  const csv = papaparse.unparse({ fields, data }, { escapeFormulae: true, newline: '\n' });
  await writeFile(path, `${csv}\n`, { mode: 0o600 });
}
