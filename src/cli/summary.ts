import type { ImportSummary, RowOutcome, Stop } from '../bulk/index.js';
import { withoutNextStep } from '../bulk/failure.js';
import { addTo, clip, listItems } from '../bulk/input/lines.js';
import type { FileRow, Problem } from '../bulk/input/row.js';
import type { ReportLine } from './report.js';
import { arrange, formatNumber } from './terminal.js';

/** Description of rows by outcome. */
export const labels: Readonly<Record<RowOutcome, string>> = {
  invited: 'invited',
  conflict: 'conflicting',
  'not-invited': 'rejected',
  unknown: 'unknown',
  invalid: 'invalid',
  'not-sent': 'not sent',
};

/** Outcomes that are listed address by address, with their titles. */
const listed = [
  ['not-invited', 'Rejected'],
  ['conflict', 'Conflicts with an earlier invite'],
  ['unknown', 'Unknown, check the members page'],
] as const;

interface Item {
  readonly reason: string;
  readonly line: number;
  readonly value?: string | undefined;
}

export function describeProblem({ reason, value }: Problem): string {
  return value === undefined || value === '' ? reason : `${reason}: ${clip(value)}`;
}

/** Problems and their rows: one line per problem. */
export function describeProblems(invalidRows: readonly FileRow[]): string {
  return describeGroups(
    invalidRows.flatMap(({ line, problems }) => problems.map((problem) => ({ line, ...problem }))),
    (reason, count, items) => `${reason}${count}: ${items}`,
  );
}

/** The rows that failed, by outcome and reason. */
export function describeFailures(lines: readonly ReportLine[]): string[] {
  return listed.flatMap(([outcome, title]) => {
    const failed = lines.filter((line) => line.outcome === outcome);
    const items = failed.map(({ email = '', reason = '', line }) => ({
      line,
      value: email,
      reason: generalize(reason, email),
    }));
    const describe = (reason: string, count: string, list: string): string =>
      `${title}${count}: ${list}\n  ${reason}`;
    return items.length > 0 ? [describeGroups(items, describe)] : [];
  });
}

/** A reason as other rows have it too. */
function generalize(reason: string, email: string): string {
  const general = email === '' ? reason : reason.replaceAll(email, '(address)');
  const bare = general.replace(/^Unknown since [\d-]+T[\d:.]+Z: /, '');
  return withoutNextStep(bare.charAt(0).toUpperCase() + bare.slice(1));
}

function describeGroups(
  items: readonly Item[],
  describe: (reason: string, count: string, items: string) => string,
): string {
  const groups = new Map<string, Item[]>();
  for (const item of items) addTo(groups, item.reason, item);
  const lines = [...groups].map(([reason, group]) => {
    const count = group.length > 10 ? ` (${formatNumber(group.length)} rows)` : '';
    return describe(reason, count, listItems(group));
  });
  const more = lines.length - 20;
  if (more > 0) lines.splice(20, more, `and ${formatNumber(more)} more kinds of problems`);
  return lines.join('\n');
}

/** The summary: counts, failed rows, and what to do next. */
export function describeSummary(
  summary: ImportSummary,
  lines: readonly ReportLine[],
  { journal, columns }: { journal: string | undefined; columns: number | undefined },
): string {
  const { invited, invitedEarlier, conflicts, unknown, invalid, unrecorded, stopped } = summary;
  const failed = lines.filter((line) => !isPostponed(line, stopped));
  const postponed = lines.length - failed.length;
  const [notInvited, notSent] = [summary.notInvited - postponed, summary.notSent + postponed];
  const counts = {
    'Invited now': invited,
    before: invitedEarlier,
    [labels.conflict]: conflicts,
    [labels['not-invited']]: notInvited,
    [labels.unknown]: unknown,
    [labels['not-sent']]: notSent,
    [labels.invalid]: invalid,
  };
  const parts = Object.entries(counts)
    .filter(([name, count]) => count > 0 || name === 'Invited now')
    .map(([name, count]) => `${name} ${formatNumber(count)}`);
  const text = [arrange(parts, ' · ', columns), ...describeFailures(failed)];
  if (unrecorded.length > 0)
    text.push(`The journal does not know what became of: ${unrecorded.join(', ')}.`);
  if (unknown > 0 && journal !== undefined)
    text.push('Settle the unknown with --existing, --mark-invited or --mark-not-invited.');
  if (stopped) text.push(describeStop(withoutTold(stopped, failed), journal !== undefined));
  return text.join('\n');
}

/** The summary of a dry run. */
export function describeDryRun(summary: ImportSummary, roles: ReadonlyMap<string, number>): string {
  const { invitedEarlier, conflicts, unknown, invalid, notSent } = summary;
  const count = (number: number, words: string): string[] =>
    number > 0 ? [`${formatNumber(number)} ${words}`] : [];
  const most = [...roles].sort(([, a], [, b]) => b - a);
  const people = most.flatMap(([role, number]) => count(number, number > 1 ? `${role}s` : role));
  const parts = [
    people.join(', '),
    ...count(invalid, 'invalid'),
    ...count(invitedEarlier, invitedEarlier > 1 ? 'were invited before' : 'was invited before'),
    ...count(conflicts, labels.conflict),
    ...count(unknown, 'unknown since an earlier run'),
  ];
  return `Dry run: ${parts.join('; ')}; ${formatNumber(notSent)} would be sent.`;
}

/** Whether the server refused a row only for the moment, by which the import stopped. */
function isPostponed({ outcome, reason }: ReportLine, stopped: Stop | undefined): boolean {
  const isPassing = stopped?.reason === 'rate-limit' || stopped?.reason === 'no-connection';
  return isPassing && outcome === 'not-invited' && reason === stopped.message;
}

/** Why the import stopped, without what is said of a row already. */
function withoutTold(stopped: Stop, lines: readonly ReportLine[]): Stop {
  const { reason } =
    lines.find((line) => line.reason && stopped.message.endsWith(line.reason)) ?? {};
  return { ...stopped, message: stopped.message.replace(reason ?? '', '').trimEnd() };
}

/** Why the import stopped, and how to continue. */
function describeStop({ reason, message, until }: Stop, isResumable: boolean): string {
  const isDaily = reason === 'rate-limit' && /\b(?:day|daily|RPD)\b/i.test(message);
  const why = isDaily ? 'daily limit.' : withoutNextStep(message);
  const stop = why === '' ? 'Stopped.' : `Stopped: ${why}`;
  const told = reason === 'aborted' ? message : stop;
  const when = until === undefined ? '' : ` after ${formatTime(until)}`;
  const fix = reason === 'refused' || reason === 'journal' ? 'When that is fixed, run' : 'Run';
  const next = isResumable ? ` ${fix} the same command again${when || ' to go on'}.` : '';
  return told + next;
}

/** A time of the next days, such as `Thu 02:30`, rounded up to minutes; local, as people read it. */
function formatTime(milliseconds: number): string {
  const date = new Date(Math.ceil(milliseconds / 60_000) * 60_000);
  const isNear = milliseconds - Date.now() < 6 * 86_400_000;
  const day = isNear ? date.toDateString().slice(0, 3) : date.toLocaleDateString('sv');
  return `${day} ${date.toTimeString().slice(0, 5)}`;
}
