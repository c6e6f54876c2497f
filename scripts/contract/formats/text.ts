import type { Impact } from '../../openapi-diff/index.js';
import type { Report, ReportedCheck, ReportedFinding } from '../report.js';

const width = 80;

/** For a terminal of 80 columns: one line for each check, then what each has to say. */
export function asText(report: Report): string {
  const names = Math.max(...report.checks.map(({ name }) => name.length));
  const heads = report.checks.map((check) => headOf(check, names));
  const bodies = report.checks
    .filter(({ findings }) => findings.length > 0)
    .map(({ name, findings }) => `${name}\n${listFindings(findings)}`);
  const failed = report.checks.filter(({ passed }) => !passed).map(({ name }) => name);
  const verdict = failed.length === 0 ? 'The contract holds.' : `Failed: ${failed.join(', ')}.`;
  return [heads.join('\n'), ...bodies, verdict].join('\n\n') + '\n';
}

function headOf({ name, passed, milliseconds, summary }: ReportedCheck, names: number): string {
  const time = `${(milliseconds / 1000).toFixed(2)} s`.padStart(7);
  const head = `${passed ? 'ok  ' : 'FAIL'}  ${name.padEnd(names)}  ${time}  `;
  return wrap(summary, width, head, ' '.repeat(head.length));
}

/** Findings as text. */
export function listFindings(findings: readonly ReportedFinding[]): string {
  return findings.map(describe).join('\n');
}

const labels = { error: 'error', warning: 'warning', information: 'note' } as const;
const changeLabels: Record<Impact, string> = {
  breaking: 'breaking',
  addition: 'addition',
  documentation: 'docs',
  none: 'none',
};
const indent = ' '.repeat(12);

function describe({
  level,
  message,
  pointer,
  line,
  details = [],
  change,
}: ReportedFinding): string {
  const label = change ? changeLabels[change.level] : labels[level];
  const at = line === undefined ? '' : `line ${line}, `;
  const place = pointer === undefined ? [] : [`${at}${pointer}`];
  const [first = '', ...others] = [...place, message, ...details];
  return [
    wrap(first, width, `  ${label}`.padEnd(indent.length), indent),
    ...others.map((text) => wrap(text.trim(), width, indent, indent)),
  ].join('\n');
}

/**
 * Breaks a text into lines at spaces. A word that is longer than a line, such as a JSON pointer,
 * stays whole, so that it can be copied.
 */
export function wrap(text: string, width: number, first: string, indent: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
