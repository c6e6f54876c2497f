/** The known names most similar to an unknown name, best match first. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const bound = Math.max(2, Math.ceil(wanted.length / 3));
  const lower = wanted.toLowerCase();
  return names
    .map((name) => ({ name, distance: distance(lower, name.toLowerCase()) }))
    .filter((near) => near.distance <= bound)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
