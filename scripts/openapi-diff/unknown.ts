import { isObject } from '../openapi/json.js';
import { inBase, inHead, type Change } from './change.js';
import { child, children, documented, fingerprint, isExtension } from './document.js';
import type { Located, OpenApiDocument } from './document.js';

/** Where two objects stand, and how a message calls them. */
interface UnknownContext {
  readonly base: OpenApiDocument;
  readonly head: OpenApiDocument;
  readonly direction: Change['direction'];
  readonly name: string;
}

/**
 * Keys that differ and that nothing else compares: they count as breaking, since a false alarm
 * costs a look, and a missed break costs the callers.
 *
 * @param understood keys that are compared elsewhere, or say nothing to callers
 */
export function compareUnknown(
  { base: baseDocument, head: headDocument, direction, name }: UnknownContext,
  base: Located,
  head: Located,
  understood: readonly string[],
): Change[] {
  const [before, after] = [base.value, head.value];
  if (!isObject(before) || !isObject(after)) return [];
  const ignored = new Set([...understood, ...documented, '$ref']);
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): Change[] => {
    if (ignored.has(key) || isExtension(key)) return [];
    const was = fingerprint(baseDocument, before[key]);
    if (was === fingerprint(headDocument, after[key])) return [];
    const meaning = `\`${name}\`: \`${key}\` differs and is not understood. Compare it by hand.`;
    return [inHead(head, { direction, level: 'breaking', meaning })];
  });
}

/** What has names and is only compared as it stands: `callbacks`, `links`, `webhooks`. */
export function compareNamed(
  context: UnknownContext,
  base: Located,
  head: Located,
  key: string,
): Change[] {
  const before = children(context.base, child(context.base, base, key));
  const after = children(context.head, child(context.head, head, key));
  const { direction, name } = context;
  const changes = [...before].flatMap(([entry, one]): Change[] => {
    const other = after.get(entry);
    const isSame =
      other && fingerprint(context.base, one.value) === fingerprint(context.head, other.value);
    if (isSame) return [];
    const end = other ? 'differs. Compare it by hand' : 'is gone';
    const meaning = `\`${name}\`: \`${entry}\` of \`${key}\` ${end}.`;
    const change = { direction, level: 'breaking', meaning } as const;
    return [other ? inHead(other, change) : inBase(one, change)];
  });
  const added = [...after].filter(([entry]) => !before.has(entry));
  return [
    ...changes,
    ...added.map(([entry, one]) => {
      const meaning = `\`${name}\`: \`${entry}\` of \`${key}\` is new.`;
      return inHead(one, { direction, level: 'addition', meaning });
    }),
  ];
}
