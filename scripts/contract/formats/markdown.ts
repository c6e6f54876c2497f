import type { Report, ReportedFinding } from '../report.js';

/** For a comment on a pull request, or a job's summary. */
export function asMarkdown(report: Report): string {
  const verdict = report.passed ? 'holds' : 'is broken';
  const rows = report.checks.map(({ name, passed, milliseconds, summary }) => {
    const time = `${(milliseconds / 1000).toFixed(2)} s`;
    return `| ${passed ? '✅' : '❌'} | ${name} | ${time} | ${prose(summary)} |`;
  });
  const sections = report.checks
    .filter(({ findings }) => findings.length > 0)
    .map(({ name, findings }) => `### ${name}\n\n${findings.map(describe).join('\n')}\n`);
  return [
    `## The contract ${verdict}\n`,
    ['|  | check | time | |', '| --- | --- | ---: | --- |', ...rows, ''].join('\n'),
    ...sections,
  ].join('\n');
}

const labels = { error: '**error**', warning: 'warning', information: 'note' } as const;

function describe({ level, message, pointer, line, details = [] }: ReportedFinding): string {
  const place = line === undefined ? '' : ` (line ${line})`;
  const where = pointer === undefined ? '' : `${code(pointer)}${place}: `;
  const more = details.map((detail) => `\n  - ${code(detail.trim())}`);
  return `- ${labels[level]} ${where}${prose(message)}${more.join('')}`;
}

/** Escapes text of the document: no tables, tags, links, or mentions. */
function prose(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? part.replaceAll('|', '\\|') : escape(part)))
    .join('')
    .trim();
}

function escape(text: string): string {
  return text
    .replaceAll(/[\\`|<>[\]*_]/g, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b');
}

/** A code span that no backtick in its text ends. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  return `${fence}${padding}${text.replaceAll(/\s+/g, ' ')}${padding}${fence}`;
}
