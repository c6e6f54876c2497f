import type { ImportSummary } from '../bulk/index.js';
import type { Problem } from '../bulk/input/row.js';
import type { ReportLine } from './report.js';

/** Each row that cannot be sent, and why. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ line, column, reason }) => {
      const place = line === 0 ? '' : `line ${line}${column === '' ? '' : `, ${column}`}: `;
      return place + reason;
    })
    .join('\n');
}

/** The rows that failed, by reason. */
export function describeFailures(lines: readonly ReportLine[]): string {
  const groups = new Map<string, number[]>();
  for (const { line, outcome, reason } of lines) {
    if (outcome === 'invited' || reason === undefined) continue;
    const title = `${outcome}: ${reason}`;
    groups.set(title, [...(groups.get(title) ?? []), line]);
  }
  return [...groups]
    .map(
      ([title, numbers]) =>
        `${title}\n  ${numbers.length === 1 ? 'line' : 'lines'} ${ranges(numbers)}`,
    )
    .join('\n');
}

/** `1-3, 7`. */
function ranges(numbers: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(', ');
}

/** How many rows ended how, and what to do next. */
export function describeSummary(summary: ImportSummary, journal: string | undefined): string {
  const { invited, invitedEarlier, conflicts, notInvited, unknown, notSent } = summary;
  const { unrecorded, stopped } = summary;
  const counts = [
    `${invited} invited`,
    invitedEarlier > 0 ? `${invitedEarlier} invited before` : '',
    conflicts > 0 ? `${conflicts} invited before otherwise` : '',
    notInvited > 0 ? `${notInvited} not invited` : '',
    unknown > 0 ? `${unknown} unknown` : '',
    notSent > 0 ? `${notSent} not sent` : '',
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
