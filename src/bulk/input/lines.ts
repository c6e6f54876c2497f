/** How many ranges of lines, or values, are written out. */
const most = 10;

/** Adds an item to its group, in place. */
export function addTo<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
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
  return `${lines.length === 1 ? 'line' : 'lines'} ${firstOf(texts)}`;
}

/** `x (line 5), y (lines 7, 9)`, or lines alone where there is no value; at most ten values. */
export function listItems(
  items: readonly { readonly value?: string | undefined; readonly line: number }[],
): string {
  const groups = new Map<string | undefined, number[]>();
  for (const { value, line } of items) addTo(groups, value, line);
  return firstOf(
    [...groups].map(([value, lines]) =>
      value === undefined ? listLines(lines) : `${clip(value)} (${listLines(lines)})`,
    ),
  );
}

/** The beginning of a text that would fill the screen. */
export function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function firstOf(texts: readonly string[]): string {
  const more = texts.length - most;
  return (
    texts.slice(0, most).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '')
  );
}
