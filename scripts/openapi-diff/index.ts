import { impacts, type Change } from './change.js';
import { parseOpenApi } from './document.js';
import { compareOperations } from './operations.js';
import type { DataNames } from './operations.js';

export { worst, type Change, type Impact } from './change.js';
export { checkBump } from './bump.js';
export type { DataNames } from './operations.js';

/**
 * What changed between two versions of an OpenAPI document for those who call its operations: the
 * gravest first, then in the order of the pointers.
 *
 * @param names how reports call the data of an operation, by its `operationId`; by default
 *   `<operationId> request` and `<operationId> response`
 * @throws SpecError if a text is not an OpenAPI document.
 */
export function compareDocuments(base: string, head: string, names: DataNames = {}): Change[] {
  const changes = compareOperations(parseOpenApi('base', base), parseOpenApi('head', head), names);
  return withoutEchoes(changes).sort(
    (a, b) =>
      impacts.indexOf(a.level) - impacts.indexOf(b.level) ||
      compareText(a.pointer, b.pointer) ||
      compareText(a.meaning, b.meaning),
  );
}

/** A place that is reached in several ways is reported once, by its shortest name. */
function withoutEchoes(changes: readonly Change[]): Change[] {
  const shortest = [...changes].sort((a, b) => a.meaning.length - b.meaning.length);
  const distinct = new Map<string, Change>();
  for (const change of shortest) {
    const { pointer, side, direction, level, meaning } = change;
    const key = [pointer, side, direction, level, meaning.replace(/`[^`]*`/, '')].join(' ');
    if (!distinct.has(key)) distinct.set(key, change);
  }
  return [...distinct.values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
