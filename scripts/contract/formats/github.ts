import { randomUUID } from 'node:crypto';
import type { Report, ReportedFinding } from '../report.js';
import { asText } from './text.js';

/** For a job's log in GitHub Actions: the text, then one annotation for each finding. */
export function asGitHub(report: Report): string {
  const annotations = report.checks
    .flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })))
    // Only the first ten of a level are shown.
    .sort((a, b) => order.indexOf(a.finding.level) - order.indexOf(b.finding.level))
    .map(({ name, finding }) => annotate(report.document, name, finding));
  return [quoted(asText(report)), ...annotations.map((line) => `${line}\n`)].join('');
}

const order = ['error', 'warning', 'information'] as const;
const commands = { error: 'error', warning: 'warning', information: 'notice' } as const;

function annotate(file: string, check: string, finding: ReportedFinding): string {
  const { level, message, pointer, line, details = [] } = finding;
  const place = line === undefined ? {} : { file, line: String(line) };
  const properties = Object.entries({ ...place, title: `contract: ${check}` })
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(',');
  const where = pointer === undefined ? [] : [pointer];
  const text = [message, ...details, ...where].join('\n');
  return `::${commands[level]} ${properties}::${escapeData(text)}`;
}

/** Text from the document could look like a workflow command, so commands are disabled. */
function quoted(text: string): string {
  const token = randomUUID();
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
