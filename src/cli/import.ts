import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  importInvites,
  JournalError,
  type ImportResult,
  type ImportSummary,
} from '../bulk/index.js';
import { parseProject } from '../bulk/input/projects.js';
import { readInvites, type CheckedFile } from '../bulk/input/read.js';
import type { InvalidRow } from '../bulk/input/row.js';
import type { ValidRows } from '../bulk/input/valid-rows.js';
import { createClient, type Client } from '../client.js';
import { InviteError } from '../errors.js';
import { baseUrlOf, connect } from './connect.js';
import { startProgress } from './progress.js';
import { refusesReport, writeReport, type ReportLine } from './report.js';
import { describeFailures, describeProblems, describeSummary } from './summary.js';
import { exitCode, printable, type Terminal } from './terminal.js';

/** The options of `import`, as they were given. */
export interface ImportCommandOptions {
  readonly role?: string;
  readonly project?: readonly string[];
  readonly emailColumn?: string;
  readonly roleColumn?: string;
  readonly projectsColumn?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly skipInvalid?: boolean;
  readonly journal?: string;
  readonly resendUnknown?: boolean;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly maxFailures?: number;
  readonly json?: boolean;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly mock?: boolean;
  readonly baseUrl?: string;
  readonly timeout?: number;
}

/** Invites everybody in a file; resolves with the exit code. */
export async function importFile(
  file: string,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  try {
    const input = await readInput(file, options, terminal);
    if (!input) return exitCode.usage;
    const sendable = isSendable(file, input, options, terminal);
    if (sendable && options.dryRun === true) return show(input.rows, options, terminal);
    const { report } = options;
    const others = [file, journalOf(file, options) ?? file];
    const fault = report === undefined ? undefined : await refusesReport(report, others);
    if (fault !== undefined) {
      terminal.err(printable(`${fault}; nothing was sent. Choose another place for it.`));
      return exitCode.usage;
    }
    if (!sendable) return await refuse(input, options, terminal);
    return await send(file, input, options, terminal);
  } catch (error) {
    if (!(error instanceof InviteError) && !(error instanceof JournalError)) throw error;
    terminal.err(printable(error.message));
    return exitCode.usage;
  }
}

/** Undefined if the file can't be read, after saying so. */
async function readInput(
  file: string,
  { project, ...options }: ImportCommandOptions,
  terminal: Terminal,
): Promise<CheckedFile | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = file === '-' ? await terminal.input() : await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    terminal.err(printable(`${file} can't be read (${reason}). Nothing was sent.`));
    return undefined;
  }
  return readInvites(bytes, { ...options, name: file, projects: project?.map(parseProject) });
}

/** Whether anything may be sent; says what is wrong with the file. */
function isSendable(
  file: string,
  { rows, invalidRows, notes, refusal }: CheckedFile,
  { skipInvalid }: ImportCommandOptions,
  { err }: Terminal,
): boolean {
  for (const note of notes) err(printable(note));
  if (invalidRows.length > 0) err(printable(describeProblems(invalidRows)));
  if (refusal !== undefined) {
    err(printable(`${file === '-' ? 'Standard input' : file}: ${refusal}\nNothing was sent.`));
    return false;
  }
  if (invalidRows.length === 0 || (skipInvalid === true && rows.length > 0)) return true;
  err(
    rows.length === 0
      ? 'Nothing was sent: no row is valid. Fix these rows.'
      : 'Nothing was sent. Fix these rows, or pass --skip-invalid to leave them out.',
  );
  return false;
}

/** Reports on a file of which nothing is sent. */
async function refuse(
  { rows, invalidRows }: CheckedFile,
  { json, report }: ImportCommandOptions,
  { out, err }: Terminal,
): Promise<number> {
  const lines = invalidRows.map(toInvalidLine);
  let index = 0;
  for (const row of rows)
    lines.push({ line: rows.lineOf(index++), ...row, outcome: 'not-sent', reason: 'file refused' });
  lines.sort((a, b) => a.line - b.line);
  if (json === true) for (const line of lines) out(printable(JSON.stringify(line)));
  const lost = report === undefined ? undefined : await writeReport(report, lines);
  if (lost !== undefined) err(printable(`${lost}.`));
  return exitCode.usage;
}

/** What `--dry-run` does instead of sending. */
function show(rows: ValidRows, options: ImportCommandOptions, terminal: Terminal): number {
  terminal.err(
    `Nothing is sent. ${rows.length} invites would go to ${baseUrlOf(options, terminal.env)}:`,
  );
  for (const request of rows) terminal.out(printable(JSON.stringify(request)));
  return exitCode.invited;
}

async function send(
  file: string,
  input: CheckedFile,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.mock !== true)
    return run(await connect(options, terminal), file, input, options, terminal);
  const { startMockOrganization } = await import('../mock/index.js');
  const organization = await startMockOrganization();
  const { url: baseUrl, apiKey } = organization;
  terminal.err('A mock organization runs on this machine; no real invite is sent.');
  try {
    const client = createClient({ apiKey, baseUrl, timeout: options.timeout });
    return await run(client, file, input, options, terminal);
  } finally {
    await organization.close();
  }
}

async function run(
  client: Client,
  file: string,
  { rows, invalidRows }: CheckedFile,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  if (journalOf(file, options) === undefined)
    terminal.err('There is no journal: after a crash nobody knows who was invited. (--journal)');
  const imported = importInvites(client, rows, {
    ...options,
    input: file === '-' ? 'standard input' : basename(file),
    journal: journalOf(file, options),
    target: options.mock === true ? 'a mock organization' : undefined,
    signal: terminal.signal,
  });
  const progress = await startProgress(rows.length, () => imported.pausedUntil, terminal);
  const lines = invalidRows.map(toInvalidLine);
  if (options.json === true)
    for (const line of lines) terminal.out(printable(JSON.stringify(line)));
  try {
    for await (const result of imported) {
      progress.add(result);
      const line = toLine(result, rows.lineOf(result.index));
      if (options.report !== undefined || line.reason !== undefined) lines.push(line);
      if (options.json === true) terminal.out(printable(JSON.stringify(line)));
    }
  } finally {
    progress.stop();
  }
  return conclude(await imported.summary(), lines, journalOf(file, options), options, terminal);
}

/** Says what became of the rows; resolves with the exit code. */
async function conclude(
  summary: ImportSummary,
  lines: readonly ReportLine[],
  journal: string | undefined,
  { report }: ImportCommandOptions,
  { err }: Terminal,
): Promise<number> {
  const lost = report === undefined ? undefined : await writeReport(report, lines);
  const sent = lines.filter(({ outcome }) => outcome !== 'invalid');
  const failures = describeFailures(sent);
  if (failures !== '') err(printable(failures));
  const invalid = lines.length - sent.length;
  err(printable(describeSummary(summary, invalid, journal)));
  const code = exitCodeOf(summary, invalid);
  if (lost === undefined) return code;
  const next = 'Run the same command again with another --report: the journal knows every row.';
  err(printable(`${lost}. ${journal === undefined ? '' : next}`.trim()));
  return code === exitCode.invited ? exitCode.unknown : code;
}

function journalOf(file: string, { journal, mock }: ImportCommandOptions): string | undefined {
  if (journal !== undefined) return journal;
  if (file === '-') return undefined;
  return `${file}${mock === true ? '.mock' : ''}.journal.ndjson`;
}

function toLine(result: ImportResult, line: number): ReportLine {
  const { row, outcome, earlier, id, invite, error } = result;
  const expiry: unknown = invite && Reflect.get(invite, 'expires_at');
  return {
    line,
    email: row.email,
    role: row.role,
    ...(row.projects && { projects: row.projects }),
    outcome,
    ...(earlier && { earlier }),
    ...(id !== undefined && { id }),
    ...(typeof expiry === 'number' && { expires_at: expiry }),
    ...(error && { reason: error.message }),
  };
}

function toInvalidLine({ line, problems, asks }: InvalidRow): ReportLine {
  const reason = problems.map((problem) => problem.reason).join('; ');
  return { line, ...asks, outcome: 'invalid', reason };
}

function exitCodeOf({ unknown, notInvited, notSent }: ImportSummary, invalid: number): number {
  if (unknown > 0) return exitCode.unknown;
  return notInvited + notSent + invalid > 0 ? exitCode.notInvited : exitCode.invited;
}
