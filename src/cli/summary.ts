import type { ImportSummary } from '../bulk/index.js';
import { addLine, listLines } from '../bulk/input/lines.js';
import type { InvalidRow } from '../bulk/input/row.js';
import type { ReportLine } from './report.js';

/** How many addresses of one problem are written out; of problems, twice as many. */
const most = 10;

/** What is wrong with which rows: one line for each problem, however many rows have it. */
export function describeProblems(invalidRows: readonly InvalidRow[]): string {
  const groups = new Map<string, Map<string | undefined, number[]>>();
  for (const { line, problems } of invalidRows)
    for (const { reason, value } of problems) {
      const group = groups.get(reason) ?? new Map<string | undefined, number[]>();
      addLine(group, value, line);
      groups.set(reason, group);
    }
  const lines = [...groups].map(([reason, group]) => `${reason}: ${describeGroup(group)}`);
  const more = lines.length - 2 * most;
  if (more > 0)
    lines.splice(2 * most, more, `and ${more.toLocaleString('en')} more kinds of problems`);
  return lines.join('\n');
}

function describeGroup(group: ReadonlyMap<string | undefined, readonly number[]>): string {
  const items = [...group].map(([value, lines]) =>
    value === undefined ? listLines(lines) : `${value} (${listLines(lines)})`,
  );
  const more = items.length - most;
  const rest = more > 0 ? ` and ${more.toLocaleString('en')} more` : '';
  return items.slice(0, most).join(', ') + rest;
}

/** The rows that failed, by reason. */
export function describeFailures(lines: readonly ReportLine[]): string {
  const groups = new Map<string, number[]>();
  for (const { line, outcome, reason } of lines) {
    if (outcome === 'invited' || reason === undefined) continue;
    addLine(groups, `${outcome}: ${reason}`, line);
  }
  return [...groups].map(([title, numbers]) => `${title}\n  ${listLines(numbers)}`).join('\n');
}

/** How many rows ended how, and what to do next. */
export function describeSummary(summary: ImportSummary, journal: string | undefined): string {
  const { invited, invitedEarlier, conflicts, notInvited, unknown, notSent, invalid } = summary;
  const { unrecorded, stopped } = summary;
  const counts = [
    `${invited} invited`,
    invitedEarlier > 0 ? `${invitedEarlier} invited before` : '',
    conflicts > 0 ? `${conflicts} invited before otherwise` : '',
    notInvited > 0 ? `${notInvited} not invited` : '',
    unknown > 0 ? `${unknown} unknown` : '',
    notSent > 0 ? `${notSent} not sent` : '',
    invalid > 0 ? `${invalid} invalid` : '',
  ];
  const lines = [`${counts.filter((text) => text !== '').join(', ')}.`];
  if (stopped !== undefined) lines.push(`It ended early: ${stopped.message}`);
  if (unrecorded.length > 0)
    lines.push(`The journal does not know what became of: ${unrecorded.join(', ')}.`);
  if (unknown > 0)
    lines.push(
      "For the unknown, look at the organization's pending invites; then run again with --resend-unknown to send those rows that are not there (take the others out of the file).",
    );
  if (notInvited + notSent > 0 && journal !== undefined)
    lines.push('Run the same command again to go on: whoever is invited is not invited twice.');
  return lines.join('\n');
}
