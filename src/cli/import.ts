import { readFile } from 'node:fs/promises';
import { readExisting } from '../bulk/existing-file.js';
import {
  importInvites,
  JournalError,
  type ImportOptions,
  type ImportResult,
  type ImportSummary,
  type JournalReason,
} from '../bulk/index.js';
import { codeOf } from '../bulk/journal/error.js';
import { locateJournal } from '../bulk/journal/location.js';
import { parseProject } from '../bulk/input/projects.js';
import { readInvites, type CheckedFile } from '../bulk/input/read.js';
import type { InvalidRow } from '../bulk/input/row.js';
import { createClient, type Client } from '../client.js';
import { InviteError } from '../errors.js';
import { propertyIn, textIn, type InviteRequest } from '../operation.js';
import { checkBaseUrl } from '../options.js';
import { baseUrlOf, connect } from './connect.js';
import { startProgress } from './progress.js';
import { refusesReport, writeReport, type ReportLine } from './report.js';
import { describeFailures, describeProblems, describeSummary } from './summary.js';
import { exitCode, printable, type Terminal } from './terminal.js';
import { attemptPrinter } from './verbose.js';

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
  readonly sameOrganization?: boolean;
  readonly existing?: readonly string[];
  readonly markInvited?: readonly string[];
  readonly markNotInvited?: readonly string[];
  readonly resendUnknown?: boolean;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly maxFailures?: number;
  readonly maxConsecutiveFailures?: number;
  readonly json?: boolean;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly mock?: boolean;
  readonly baseUrl?: string;
  readonly timeout?: number;
  readonly verbose?: boolean;
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
    const settings = await settingsOf(file, options, terminal);
    if (sendable && settings.dryRun === true) return await show(input, settings, terminal);
    const { report } = settings;
    const others = [file, settings.journal ?? file];
    const fault = report === undefined ? undefined : await refusesReport(report, others);
    if (fault !== undefined) {
      terminal.err(printable(`${fault}; nothing was sent. Choose another place for it.`));
      return exitCode.usage;
    }
    if (!sendable) return await refuse(input, options, terminal);
    return await send(input, settings, terminal);
  } catch (error) {
    if (!(error instanceof InviteError)) throw error;
    const next = error instanceof JournalError ? (advice[error.reason] ?? '') : '';
    terminal.err(printable(`${error.message} ${next}`.trim()));
    return exitCode.usage;
  }
}

const another = 'Choose another with --journal.';

/** What to do about a journal that cannot be used. */
const advice: Partial<Record<JournalReason, string>> = {
  unusable: another,
  'not-a-journal': another,
  'other-target': another,
  'other-key':
    'If it is a new key of the same organization, pass --same-organization once; else choose another journal with --journal.',
  unconfirmed: 'To confirm, pass --same-organization once.',
};

/** The options of the command, and those of `importInvites` that follow from them. */
type Settings = Omit<ImportCommandOptions, 'existing' | 'journal' | 'mock'> &
  ImportOptions & { readonly mock?: boolean | undefined };

async function settingsOf(
  file: string,
  options: ImportCommandOptions,
  { env, err, signal }: Terminal,
): Promise<Settings> {
  const { existing, mock, ...rest } = options;
  const target = checkBaseUrl(baseUrlOf(options, env));
  const location =
    mock === true ? undefined : await locateJournal(file === '-' ? undefined : file, target);
  return {
    ...rest,
    mock,
    journal: options.journal ?? location?.path,
    predecessors: location?.predecessors,
    ...(existing && (await readExisting(existing))),
    signal,
    onWarning: (message) => {
      err(printable(message));
    },
  };
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
    terminal.err(printable(`${file} can't be read (${codeOf(error)}). Nothing was sent.`));
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
async function show(
  { rows }: CheckedFile,
  settings: Settings,
  { env, out, err }: Terminal,
): Promise<number> {
  const apiKey = env['OPENAI_ADMIN_KEY'];
  const baseUrl = baseUrlOf(settings, env);
  // Without a key nobody can tell whose journal it is; nothing is sent, and nothing written.
  const keyless = apiKey ? {} : { sameOrganization: true };
  const client = createClient({ apiKey: apiKey || 'none', baseUrl });
  const planned = importInvites(client, rows, { ...settings, ...keyless });
  for await (const { row, outcome } of planned)
    if (outcome === 'not-sent') out(printable(JSON.stringify(row)));
  const { notSent, invitedEarlier, conflicts, unknown } = await planned.summary();
  const others = `${invitedEarlier} were invited before, ${conflicts} of them otherwise, ${unknown} are unknown`;
  err(`Nothing is sent. ${notSent} invites would go to ${baseUrl}; ${others}.`);
  return exitCode.invited;
}

async function send(input: CheckedFile, settings: Settings, terminal: Terminal): Promise<number> {
  const onAttempt = attemptPrinter(settings, terminal);
  if (settings.mock !== true)
    return run(await connect({ ...settings, onAttempt }, terminal), input, settings, terminal);
  const { startMockOrganization } = await import('../mock/index.js');
  const organization = await startMockOrganization();
  const { url: baseUrl, apiKey } = organization;
  terminal.err('A mock organization runs on this machine; no real invite is sent.');
  try {
    const client = createClient({ apiKey, baseUrl, timeout: settings.timeout, onAttempt });
    return await run(client, input, settings, terminal);
  } finally {
    await organization.close();
  }
}

async function run(
  client: Client,
  { rows, invalidRows }: CheckedFile,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const imported = importInvites(client, rows, { ...settings, requestsPerMinute: settings.rate });
  // A bar that moves would be written over by the lines.
  const screen = settings.verbose === true ? undefined : terminal.screen;
  const shown = { ...terminal, screen };
  const progress = await startProgress(rows.length, () => imported.pausedUntil, shown);
  const lines = invalidRows.map(toInvalidLine);
  if (settings.json === true)
    for (const line of lines) terminal.out(printable(JSON.stringify(line)));
  try {
    for await (const result of imported) {
      progress.add(result);
      const line = toLine(result, rows.lineOf(result.index));
      if (settings.report !== undefined || line.reason !== undefined) lines.push(line);
      if (settings.json === true) terminal.out(printable(JSON.stringify(line)));
    }
  } finally {
    progress.stop();
  }
  return conclude(await imported.summary(), lines, settings, terminal);
}

/** Says what became of the rows; resolves with the exit code. */
async function conclude(
  summary: ImportSummary,
  lines: readonly ReportLine[],
  { report, journal }: Settings,
  { err }: Terminal,
): Promise<number> {
  const lost = report === undefined ? undefined : await writeReport(report, lines);
  const sent = lines.filter(({ outcome }) => outcome !== 'invalid');
  const failures = describeFailures(sent);
  if (failures !== '') err(printable(failures));
  const all = { ...summary, invalid: lines.length - sent.length };
  err(printable(describeSummary(all, journal)));
  const code = exitCodeOf(all);
  if (lost === undefined) return code;
  const next = 'Run the same command again with another --report: the journal knows every row.';
  err(printable(`${lost}. ${journal === undefined ? '' : next}`.trim()));
  return code === exitCode.invited ? exitCode.unknown : code;
}

function toLine(result: ImportResult<InviteRequest>, line: number): ReportLine {
  const { row, outcome, earlier, id, status, invite, error } = result;
  const expiry = propertyIn(invite, 'expires_at');
  const role = textIn(row, 'role');
  const before = status === 'accepted' ? 'already accepted' : 'already invited';
  const reason = error?.message ?? (status === undefined ? undefined : before);
  return {
    line,
    email: row.email,
    ...(role !== undefined && { role }),
    ...(row.projects && { projects: row.projects }),
    outcome,
    ...(earlier && { earlier }),
    ...(id !== undefined && { id }),
    ...(typeof expiry === 'number' && { expires_at: expiry }),
    ...(reason !== undefined && { reason }),
  };
}

function toInvalidLine({ line, problems, asks }: InvalidRow): ReportLine {
  const reason = problems.map((problem) => problem.reason).join('; ');
  return { line, ...asks, outcome: 'invalid', reason };
}

function exitCodeOf(summary: ImportSummary): number {
  const { unknown, conflicts, notInvited, notSent, invalid } = summary;
  if (unknown > 0) return exitCode.unknown;
  return conflicts + notInvited + notSent + invalid > 0 ? exitCode.notInvited : exitCode.invited;
}
