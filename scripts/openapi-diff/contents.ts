import { inBase, inHead, type Change } from './change.js';
import type { CompareContext } from './context.js';
import { compareUnknown } from './unknown.js';
import { child, children, type Located } from './document.js';
import { isObject, joinPointer } from '../openapi/json.js';

/** The bodies by media type (`content`) of a request, a response, a parameter or a header. */
export function compareContents(context: CompareContext, base: Located, head: Located): Change[] {
  const before = byMediaType(children(context.base, child(context.base, base, 'content')));
  const after = byMediaType(children(context.head, child(context.head, head, 'content')));
  const { direction, name } = context;
  const changes: Change[] = [];
  for (const [type, body] of before) {
    const other = after.get(type) ?? rangeFor(type, direction === 'request' ? after : new Map());
    if (other) changes.push(...compareBodies(context, body, other));
    else changes.push(removed(context, type, body));
  }
  for (const [type, body] of after) {
    if (before.has(type)) continue;
    const verb = direction === 'request' ? 'sent' : 'returned';
    const meaning = `\`${name}\` may also be ${verb} as ${type} now.`;
    changes.push(inHead(body, { direction, level: 'addition', meaning }));
  }
  return changes;
}

/** Media types ignore case and spaces (RFC 9110, section 8.3.1), and UTF-8 is what is sent anyway. */
function byMediaType(bodies: Map<string, Located>): Map<string, Located> {
  return new Map(
    [...bodies].map(([type, body]) => {
      const plain = type.toLowerCase().replaceAll(/[ \t]/g, '');
      return [plain.replace(/;charset="?utf-?8"?(?=;|$)/, ''), body];
    }),
  );
}

/** A range such as `application/*` that stands for a media type as well. */
function rangeFor(type: string, bodies: ReadonlyMap<string, Located>): Located | undefined {
  const [kind = ''] = type.split('/');
  return bodies.get(`${kind}/*`) ?? bodies.get('*/*');
}

function removed({ direction, name }: CompareContext, type: string, body: Located): Change {
  const verb = direction === 'request' ? 'accepted' : 'returned';
  const meaning = `\`${name}\` is no longer ${verb} as ${type}.`;
  const types = [`${name}: no longer ${type}; code that uses it stops compiling`];
  return inBase(body, { direction, level: 'breaking', meaning, types });
}

function compareBodies(context: CompareContext, base: Located, head: Located): Change[] {
  const [before, after] = [schemasAt(base, 'schema'), schemasAt(head, 'schema')];
  return [
    ...context.schemas.compare(context, before, after),
    ...compareUnknown(context, base, head, ['schema']),
  ];
}

/** A schema as it stands, references and all; none if there is none. */
export function schemasAt({ value, pointer }: Located, key: string): Located[] {
  return isObject(value) && Object.hasOwn(value, key)
    ? [{ value: value[key], pointer: joinPointer(pointer, key) }]
    : [];
}
