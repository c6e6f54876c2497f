import { readExisting } from '../bulk/existing.js';
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
import { hasRole, isRole, parseProjects, projectForms, roles } from '../bulk/input/access.js';
import { projectProblems, readable } from '../bulk/input/check.js';
import { readInvites, type CheckedFile } from '../bulk/input/read.js';
import type { FileRow, ReadOptions, ValidRow } from '../bulk/input/row.js';
import { createClient, type Client } from '../client.js';
import { ConfigurationError, InviteError } from '../errors.js';
import { propertyIn, textIn } from '../json.js';
import type { InviteRequest } from '../operation.js';
import { checkBaseUrl } from '../options.js';
import { baseUrlOf, withClient, type ConnectOptions } from './connect.js';
import { readInput } from './input.js';
import { startProgress } from './progress.js';
import { checkReport, writeReport, type ReportLine } from './report.js';
import {
  describeDryRun,
  describeFailures,
  describeProblem,
  describeProblems,
  describeSummary,
} from './summary.js';
import { exitCode, printable, toIsoDate, type Terminal } from './terminal.js';

/** The options of `import`, as they were given. */
export interface ImportCommandOptions
  extends
    ConnectOptions,
    Omit<ReadOptions, 'name' | 'projects'>,
    Omit<ImportOptions, 'existing' | 'requestsPerMinute'> {
  readonly project?: readonly string[];
  readonly skipInvalid?: boolean;
  readonly existing?: readonly string[];
  readonly rate?: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** Invites everybody in a file; resolves with the exit code. */
export async function importFile(
  file: string,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  try {
    checkDefaults(options);
    const { project, ...settled } = options;
    const input = readInvites(await readInput(file, terminal), {
      ...settled,
      name: file,
      projects: project?.flatMap(parseProjects),
    });
    const sendable = isSendable(file, input, options, terminal);
    const settings = await settingsOf(file, options, terminal);
    if (options.report !== undefined)
      await checkReport(options.report, [
        file,
        settings.journal ?? file,
        ...(options.existing ?? []),
      ]);
    if (!sendable) return await refuse(input, options, terminal);
    if (settings.dryRun === true) return await plan(input, settings, terminal);
    return await withClient(options, terminal, (client) => run(client, input, settings, terminal));
  } catch (error) {
    if (!(error instanceof InviteError)) throw error;
    const next = error instanceof JournalError ? (advice[error.reason] ?? '') : '';
    terminal.err(printable(`${error.message} ${next}`.trim()));
    return exitCode.usage;
  }
}

/** @throws {@link ConfigurationError} if an option breaks every row that it is for. */
function checkDefaults({ role, project = [] }: ImportCommandOptions): void {
  // A document may list no roles.
  if (role !== undefined && roles.length > 0 && !isRole(role))
    throw new ConfigurationError(`--role ${role} is no role: pass ${roles.join(' or ')}.`);
  const wrong = project.find((text) => !parseProjects(text).every(hasRole));
  if (wrong !== undefined && projectForms !== '')
    throw new ConfigurationError(`--project ${wrong} cannot be used: pass ${projectForms}.`);
  const [problem] = projectProblems(project.flatMap(parseProjects));
  if (problem)
    throw new ConfigurationError(`--project cannot be used: ${describeProblem(problem)}.`);
}

const another =
  'Correct that, since only this journal knows whom it invited; for a new start, choose another with --journal.';

/** What to do about a journal that cannot be used. */
const advice: Partial<Record<JournalReason, string>> = {
  unusable: another,
  'not-a-journal': another,
  'other-target': 'Choose another with --journal.',
  'other-key':
    'If it is a new key of the same organization, pass --same-organization once; else choose another journal with --journal.',
  unconfirmed: 'To confirm, pass --same-organization once.',
};

/** The options of the command, and those of `importInvites` that follow from them. */
type Settings = Omit<ImportCommandOptions, 'existing'> & ImportOptions;

async function settingsOf(
  file: string,
  { existing, ...options }: ImportCommandOptions,
  terminal: Terminal,
): Promise<Settings> {
  const { env, err, signal } = terminal;
  const target = checkBaseUrl(baseUrlOf(options, env));
  return {
    ...(options.mock !== true && (await locateJournal(file === '-' ? undefined : file, target))),
    ...options,
    requestsPerMinute: options.rate,
    ...(existing && (await readExisting(existing, (path) => readInput(path, terminal)))),
    signal,
    onWarning: (message) => {
      err(printable(message));
    },
  };
}

/** True if anything may be sent; prints what is wrong with the file. */
function isSendable(
  file: string,
  { rows, invalidRows, notes, refusal }: CheckedFile,
  { skipInvalid }: ImportCommandOptions,
  { err }: Terminal,
): boolean {
  for (const note of notes) err(printable(note));
  if (invalidRows.length > 0) err(printable(describeProblems(invalidRows)));
  if (refusal !== undefined)
    err(printable(`${file === '-' ? 'Standard input' : file}: ${refusal}\nNothing was sent.`));
  else if (invalidRows.length === 0 || (skipInvalid === true && rows.length > 0)) return true;
  else if (rows.length === 0) err('Nothing was sent: no row is valid. Fix these rows.');
  else err('Nothing was sent. Fix these rows, or pass --skip-invalid to leave them out.');
  return false;
}

/** Reports on a file of which nothing is sent. */
async function refuse(
  { rows, invalidRows }: CheckedFile,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const notSent = { outcome: 'not-sent', reason: 'file refused' } as const;
  const lines = [
    ...invalidRows.map(toInvalidLine),
    ...rows.map(({ line, request }) => ({ line, ...readable(request), ...notSent })),
  ].sort((a, b) => a.line - b.line);
  if (options.json === true) printLines(lines, terminal);
  await tryToReport(lines, options, terminal);
  return exitCode.usage;
}

/** Runs without sending. Without a key, the owner of the journal cannot be checked. */
function plan(input: CheckedFile, settings: Settings, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const apiKey = env['OPENAI_ADMIN_KEY'];
  const client = createClient({ apiKey: apiKey || 'none', baseUrl: baseUrlOf(settings, env) });
  return run(client, input, apiKey ? settings : { ...settings, sameOrganization: true }, terminal);
}

/** Runs the import, or with `--dry-run` its plan, and says what became of every row. */
async function run(
  client: Client,
  { rows, invalidRows }: CheckedFile,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { out, err } = terminal;
  const { dryRun = false, json = false, report, journal, requestsPerMinute: ceiling } = settings;
  const imported = importInvites(client, rows, { ...settings, request });
  const lines = invalidRows.map(toInvalidLine);
  if (json) printLines(lines, terminal);
  const progress = dryRun
    ? undefined
    : startProgress(imported, { total: rows.length, ceiling }, terminal);
  try {
    for await (const result of imported) {
      progress?.add(result);
      const line = toLine(result);
      if (report !== undefined || line.reason !== undefined) lines.push(line);
      if (json) printLines([line], terminal);
      else if (dryRun && line.outcome === 'not-sent')
        out(printable(JSON.stringify(result.row.request)));
    }
  } finally {
    progress?.stop();
  }
  const summary = { ...(await imported.summary()), invalid: invalidRows.length };
  const isReported = await tryToReport(lines, settings, terminal);
  if (!dryRun) {
    err(printable(describeSummary(summary, lines, { journal, columns: terminal.columns() })));
    return exitCodeOf(summary, isReported);
  }
  for (const failures of describeFailures(lines)) err(printable(failures));
  err(describeDryRun(summary, countRoles(rows)));
  // Its exit code is about rows that stand against the journal.
  return exitCodeOf({ ...summary, notSent: 0, invalid: 0 }, isReported);
}

function countRoles(rows: readonly ValidRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { request: asked } of rows) {
    const role = textIn(asked, 'role') ?? '';
    counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  return counts;
}

/** Writes the report; prints an error and returns false if that fails. */
async function tryToReport(
  lines: readonly ReportLine[],
  { report, mock }: Pick<ImportCommandOptions, 'report' | 'mock'>,
  { err }: Terminal,
): Promise<boolean> {
  if (report === undefined) return true;
  try {
    await writeReport(report, lines);
    return true;
  } catch (error) {
    const next = 'Run the same command again with another --report: the journal knows every row.';
    const lost = `The report ${report} cannot be written (${codeOf(error)}).`;
    err(printable(mock === true ? lost : `${lost} ${next}`));
    return false;
  }
}

function printLines(lines: readonly ReportLine[], { out }: Terminal): void {
  for (const line of lines) out(printable(JSON.stringify(line)));
}

const request = ({ request: body }: ValidRow): InviteRequest => body;

function toLine(result: ImportResult<ValidRow>): ReportLine {
  const { row, outcome, earlier, id, status, invite, error } = result;
  const before = status === 'accepted' ? 'already accepted' : 'already invited';
  return {
    line: row.line,
    ...readable(row.request),
    outcome,
    earlier: earlier || undefined,
    id,
    expires_at: toIsoDate(propertyIn(invite, 'expires_at')),
    reason: error?.message ?? (status === undefined ? undefined : before),
  };
}

function toInvalidLine({ line, problems, request }: FileRow): ReportLine {
  const reason = problems.map((problem) => problem.reason).join('; ');
  return { line, ...readable(request), outcome: 'invalid', reason };
}

function exitCodeOf(summary: ImportSummary, isReported: boolean): number {
  const { unknown, conflicts, notInvited, notSent, invalid } = summary;
  if (unknown > 0) return exitCode.unknown;
  if (conflicts + notInvited + notSent + invalid > 0) return exitCode.notInvited;
  return isReported ? exitCode.invited : exitCode.unknown;
}
