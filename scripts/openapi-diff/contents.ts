import { changeAt, type Change } from './change.js';
import type { SpecNode } from './document.js';
import { compareNames, compareUnknown } from './objects.js';
import type { DataSubject } from './schemas.js';

/** The bodies by media type (`content`) of a request, a response, a parameter or a header. */
export function compareContents(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const { direction, name } = subject;
  const isRequest = direction === 'request';
  const [before, after] = [base.all('content', plainType), head.all('content', plainType)];
  const compareBodies = (body: SpecNode, other: SpecNode): Change[] => [
    ...subject.schemas.compare(subject, body.childrenAt('schema'), other.childrenAt('schema')),
    ...compareUnknown(subject, body, other, ['schema']),
  ];
  return compareNames(before, after, {
    gone: (type, body) => {
      const range = isRequest ? rangeFor(type, after) : undefined;
      if (range) return compareBodies(body, range);
      const meaning = `\`${name}\` is no longer ${isRequest ? 'accepted' : 'returned'} as ${type}.`;
      const types = [`${name}: no longer ${type}; code that uses it stops compiling`];
      return [changeAt(body, direction, { level: 'breaking', meaning, types })];
    },
    stays: (_type, body, other) => compareBodies(body, other),
    added: (type, body) => {
      const meaning = `\`${name}\` may also be ${isRequest ? 'sent' : 'returned'} as ${type} now.`;
      return [changeAt(body, direction, { level: 'addition', meaning })];
    },
  });
}

/** Media types ignore case and spaces (RFC 9110, section 8.3.1), and UTF-8 is what is sent anyway. */
function plainType(type: string): string {
  const plain = type.toLowerCase().replaceAll(/[ \t]/g, '');
  return plain.replace(/;charset="?utf-?8"?(?=;|$)/, '');
}

/** A range such as `application/*` that stands for a media type as well. */
function rangeFor(type: string, contents: ReadonlyMap<string, SpecNode>): SpecNode | undefined {
  const [kind = ''] = type.split('/');
  return contents.get(`${kind}/*`) ?? contents.get('*/*');
}
