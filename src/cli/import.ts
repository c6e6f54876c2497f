import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  importInvites,
  JournalError,
  type ImportResult,
  type ImportSummary,
} from '../bulk/index.js';
import type { GoodRows } from '../bulk/input/good-rows.js';
import { parseProject } from '../bulk/input/project.js';
import { readInvites, unreadable, type CheckedFile } from '../bulk/input/read.js';
import { createClient, type Client } from '../client.js';
import { InviteError } from '../errors.js';
import { propertyIn, textIn } from '../operation.js';
import { baseUrlOf, connect } from './connect.js';
import { startProgress } from './progress.js';
import { refusesReport, writeReport, type ReportLine } from './report.js';
import { describeFailures, describeProblems, describeSummary } from './summary.js';
import { exitCode, printable, type Terminal } from './terminal.js';

/** The options of `import`, as they were given. */
export interface ImportCommandOptions {
  readonly role?: string;
  readonly project?: readonly string[];
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
    const sendable = judge(input, options, terminal);
    if (!sendable) return exitCode.usage;
    if (options.dryRun === true) return show(input.good, options, terminal);
    const { report } = options;
    const others = [file, journalOf(file, options) ?? file];
    const fault = report === undefined ? undefined : await refusesReport(report, others);
    if (fault !== undefined) {
      terminal.err(printable(`${fault}; nothing was sent. Choose another place for it.`));
      return exitCode.usage;
    }
    return await send(file, input, options, terminal);
  } catch (error) {
    if (!(error instanceof InviteError) && !(error instanceof JournalError)) throw error;
    terminal.err(printable(error.message));
    return exitCode.usage;
  }
}

async function readInput(
  file: string,
  { role, project }: ImportCommandOptions,
  terminal: Terminal,
): Promise<CheckedFile> {
  const defaults = { role, projects: project?.map(parseProject) };
  try {
    return readInvites(file === '-' ? await terminal.input() : await readFile(file), defaults);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return unreadable(`${file} cannot be read (${reason})`);
  }
}

/** Whether anything may be sent; says what is wrong with the file. */
function judge(
  { good, problems, notes }: CheckedFile,
  { skipInvalid }: ImportCommandOptions,
  { err }: Terminal,
): boolean {
  for (const note of notes) err(printable(note));
  if (problems.length > 0) err(printable(describeProblems(problems)));
  if (problems.length > 0 && (skipInvalid !== true || good.length === 0)) {
    err('Nothing was sent: mend these rows, or leave them out with --skip-invalid.');
    return false;
  }
  return true;
}

/** What `--dry-run` does instead of sending. */
function show(good: GoodRows, options: ImportCommandOptions, terminal: Terminal): number {
  terminal.err(
    `Nothing is sent. ${good.length} invites would go to ${baseUrlOf(options, terminal.env)}:`,
  );
  for (const request of good) terminal.out(printable(JSON.stringify(request)));
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
  { good, problems }: CheckedFile,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  if (journalOf(file, options) === undefined)
    terminal.err('There is no journal: after a crash nobody knows who was invited. (--journal)');
  const imported = importInvites(client, good, {
    ...options,
    input: file === '-' ? 'standard input' : basename(file),
    journal: journalOf(file, options),
    target: options.mock === true ? 'a mock organization' : undefined,
    signal: terminal.signal,
  });
  const progress = await startProgress(good.length, () => imported.pausedUntil, terminal);
  const lines: ReportLine[] = problems.map(({ line, reason }) => ({
    line,
    outcome: 'invalid',
    reason,
  }));
  try {
    for await (const result of imported) {
      progress.add(result);
      const line = toLine(result, good.lineOf(result.index));
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
  err(printable(describeSummary(summary, journal)));
  const code = exitCodeOf(summary, lines.length - sent.length);
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
  const expiry = propertyIn(invite, 'expires_at');
  const role = textIn(row, 'role');
  return {
    line,
    email: row.email,
    ...(role !== undefined && { role }),
    outcome,
    ...(earlier && { earlier }),
    ...(id !== undefined && { id }),
    ...(typeof expiry === 'number' && { expires_at: expiry }),
    ...(error && { reason: error.message }),
  };
}

function exitCodeOf({ unknown, notInvited, notSent }: ImportSummary, invalid: number): number {
  if (unknown > 0) return exitCode.unknown;
  return notInvited + notSent + invalid > 0 ? exitCode.notInvited : exitCode.invited;
}
