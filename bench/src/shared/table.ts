import type { Result } from './rounds.js';

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

/** A ratio to the baseline, with its quartiles. */
export function times({ ratio, quartiles }: Result): string {
  return `${ratio.toFixed(2)} (${quartiles.map((value) => value.toFixed(2)).join('–')})`;
}

/** One line for each result, in ascending order of their ratios. */
export function resultTable(unit: string, results: readonly Result[], digits = 1): string {
  const ascending = results.toSorted((a, b) => a.ratio - b.ratio);
  return table(
    ['', unit, `× ${results[0]?.name ?? ''}`],
    ascending.map((result) => [result.name, result.median.toFixed(digits), times(result)]),
  );
}
