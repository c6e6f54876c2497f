import { levels, type Change } from './change.js';
import { parseOpenApi } from './document.js';
import { compareOperations } from './operations.js';

export { worst, type Change, type Level } from './change.js';
export { judge } from './verdict.js';

/**
 * What changed between two forms of an OpenAPI document for those who call its operations: the
 * gravest first, then in the order of the pointers.
 *
 * @throws SpecError where a text is no OpenAPI document.
 */
export function compareDocuments(base: string, head: string): Change[] {
  const changes = compareOperations(parseOpenApi('base', base), parseOpenApi('head', head));
  return withoutEchoes(changes).sort(
    (a, b) =>
      levels.indexOf(a.level) - levels.indexOf(b.level) ||
      compareText(a.pointer, b.pointer) ||
      compareText(a.meaning, b.meaning),
  );
}

/** A schema that is reached on several ways is told of once, by its shortest name. */
function withoutEchoes(changes: readonly Change[]): Change[] {
  const shortest = [...changes].sort((a, b) => a.meaning.length - b.meaning.length);
  const distinct = new Map<string, Change>();
  for (const change of shortest) {
    const { pointer, side, direction, meaning } = change;
    const key = [pointer, side, direction, meaning.replace(/`[^`]*`/, '')].join(' ');
    if (!distinct.has(key)) distinct.set(key, change);
  }
  return [...distinct.values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
