/** How many ranges of lines are written out. */
const most = 10;

/** Adds a line to its group. */
export function addLine<Key>(groups: Map<Key, number[]>, key: Key, line: number): void {
  const lines = groups.get(key);
  if (lines) lines.push(line);
  else groups.set(key, [line]);
}

/** `line 2`, `lines 2-4, 7`; at most ten ranges. */
export function listLines(lines: readonly number[]): string {
  const spans: [first: number, last: number][] = [];
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const latest = spans.at(-1);
    if (latest && line === latest[1] + 1) latest[1] = line;
    else spans.push([line, line]);
  }
  const texts = spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const more = texts.length > most ? ` and ${texts.length - most} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${texts.slice(0, most).join(', ')}${more}`;
}
