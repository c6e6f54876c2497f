import { isObject } from '../openapi/json.js';
import { changeAt, type Change, type Subject } from './change.js';
import type { SpecNode } from './document.js';
import { canonical, documented, fingerprint, isExtension } from './fingerprint.js';

/** The changes that a name makes: one that only the base has, that both have, that is new. */
interface NameChanges<T> {
  readonly gone: (name: string, before: T) => readonly Change[];
  readonly stays: (name: string, before: T, after: T) => readonly Change[];
  readonly added: (name: string, after: T) => readonly Change[];
}

/** Compares what has the same name. */
export function compareNames<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  { gone, stays, added }: NameChanges<T>,
): Change[] {
  const known = [...before].flatMap(([name, one]) => {
    const other = after.get(name);
    return other === undefined ? gone(name, one) : stays(name, one, other);
  });
  const come = [...after].filter(([name]) => !before.has(name));
  return [...known, ...come.flatMap(([name, one]) => added(name, one))];
}

/** Compares the documentation of two objects, and all that nothing else compares. */
export function compareObjects(
  subject: Subject,
  base: SpecNode,
  head: SpecNode,
  understood: readonly string[],
): Change[] {
  return [
    ...compareDocumentation(subject, base, head),
    ...compareUnknown(subject, base, head, understood),
  ];
}

export function compareDocumentation(
  { direction, name }: Subject,
  base: SpecNode,
  head: SpecNode,
): Change[] {
  if (!isObject(base.value) || !isObject(head.value)) return [];
  const [before, after] = [base.value, head.value];
  const changed = documented.filter(
    (key) => canonical(before[key] ?? null) !== canonical(after[key] ?? null),
  );
  if (changed.length === 0) return [];
  const deprecated = changed.includes('deprecated') && after['deprecated'] === true;
  const meaning = deprecated
    ? `\`${name}\` is deprecated: it still works, but look for its successor.`
    : `The documentation of \`${name}\` changed (${changed.join(', ')}).`;
  return [changeAt(head, direction, { level: 'documentation', meaning })];
}

/**
 * Keys that differ and that nothing else compares: they count as breaking, since a false alarm
 * costs a look, and a missed break costs the callers.
 *
 * @param understood keys that are compared elsewhere, or say nothing to callers
 */
export function compareUnknown(
  { direction, name }: Subject,
  base: SpecNode,
  head: SpecNode,
  understood: readonly string[],
): Change[] {
  const ignored = new Set([...understood, ...documented, '$ref']);
  const keys = new Set([...Object.keys(base.object), ...Object.keys(head.object)]);
  const differing = [...keys].filter((key) => {
    if (ignored.has(key) || isExtension(key)) return false;
    const [was, is] = [base, head].map(({ document, object }) =>
      fingerprint(document, object[key]),
    );
    return was !== is;
  });
  return differing.map((key) => {
    const meaning = `\`${name}\`: \`${key}\` differs and is not understood. Compare it by hand.`;
    return changeAt(head, direction, { level: 'breaking', meaning });
  });
}

/** What has names and is only compared as it stands: `callbacks`, `links`, `webhooks`. */
export function compareOpaque(
  { direction, name }: Subject,
  base: SpecNode,
  head: SpecNode,
  key: string,
): Change[] {
  const tell = (entry: string, at: SpecNode, level: Change['level'], end: string): Change => {
    const meaning = `\`${name}\`: \`${entry}\` of \`${key}\` ${end}.`;
    return changeAt(at, direction, { level, meaning });
  };
  return compareNames(base.all(key), head.all(key), {
    gone: (entry, one) => [tell(entry, one, 'breaking', 'is gone')],
    stays: (entry, one, other) => {
      const isSame =
        fingerprint(one.document, one.value) === fingerprint(other.document, other.value);
      return isSame ? [] : [tell(entry, other, 'breaking', 'differs. Compare it by hand')];
    },
    added: (entry, one) => [tell(entry, one, 'addition', 'is new')],
  });
}
