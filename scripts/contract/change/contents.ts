import type { Change } from './change.js';
import { canonical } from './canonical.js';
import { child, children, join, type Located } from './document.js';
import type { Place } from './place.js';
import { compareSchemas } from './schemas.js';

/** The bodies by media type (`content`) of a request or a response. */
export function compareContents(place: Place, base: Located, head: Located): Change[] {
  const before = byMediaType(children(place.base, child(place.base, base, 'content')));
  const after = byMediaType(children(place.head, child(place.head, head, 'content')));
  const changes: Change[] = [];
  for (const [type, body] of before) {
    const other = after.get(type);
    if (other) changes.push(...compareBodies(place, body, other));
    else changes.push(gone(place, type, body.pointer));
  }
  for (const [type, body] of after) {
    if (before.has(type)) continue;
    const may = place.direction === 'request' ? 'sent' : 'returned';
    const meaning = `\`${place.name}\` may also be ${may} as ${type} now.`;
    changes.push(plain(place, body.pointer, 'head', 'addition', meaning));
  }
  return changes;
}

/** Media types ignore case and spaces (RFC 9110, section 8.3.1). */
function byMediaType(bodies: Map<string, Located>): Map<string, Located> {
  return new Map([...bodies].map(([type, body]) => [type.toLowerCase().replaceAll(' ', ''), body]));
}

function gone(place: Place, type: string, pointer: string): Change {
  const verb = place.direction === 'request' ? 'accepted' : 'returned';
  const meaning = `\`${place.name}\` is no longer ${verb} as ${type}.`;
  return {
    ...plain(place, pointer, 'base', 'breaking', meaning),
    types: [`${place.name}: no longer ${type}; code that uses it stops compiling`],
  };
}

function compareBodies(place: Place, base: Located, head: Located): Change[] {
  const before = locate(base, 'schema');
  const after = locate(head, 'schema');
  const changes = compareSchemas(place, before, after);
  const encodings = [child(place.base, base, 'encoding'), child(place.head, head, 'encoding')];
  const [a, b] = encodings.map((encoding) => canonical(encoding?.value ?? {}));
  if (a === b) return changes;
  const meaning = `The parts of \`${place.name}\` are encoded in another way.`;
  return [...changes, plain(place, head.pointer, 'head', 'breaking', meaning)];
}

/** A schema as it stands, references and all; none where there is none. */
export function locate({ value, pointer }: Located, key: string): Located[] {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return has ? [{ value: Reflect.get(value, key), pointer: join(pointer, key) }] : [];
}

/** A change that leaves the generated types as they are. */
export function plain(
  { direction }: Pick<Change, 'direction'>,
  pointer: string,
  side: Change['side'],
  level: Change['level'],
  meaning: string,
): Change {
  return { pointer, side, direction, level, meaning, types: [] };
}
