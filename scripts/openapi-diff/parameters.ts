import { changeAt, type Change } from './change.js';
import { compareContents } from './contents.js';
import { compareDefaults } from './defaults.js';
import { toChange } from './difference.js';
import type { SpecNode } from './document.js';
import { canonical } from './fingerprint.js';
import { compareNames, compareObjects } from './objects.js';
import type { Operation } from './operation.js';
import type { DataSubject } from './schemas.js';

/** What is sent beside the body. */
export function compareParameters(
  subject: DataSubject,
  base: Operation,
  head: Operation,
): Change[] {
  const direction = 'request';
  return compareNames(parametersOf(base), parametersOf(head), {
    gone: (key, parameter) => {
      const meaning = `The ${key} is gone: it must not be sent any more.`;
      const types = [`${subject.name} (${key}): removed; code that sends it stops compiling`];
      return [changeAt(parameter, direction, { level: 'breaking', meaning, types })];
    },
    stays: (key, parameter, other) =>
      compareParameter({ ...subject, name: `${subject.name} (${key})` }, parameter, other),
    added: (key, parameter) => {
      const { isRequired } = parameter;
      const meaning = `Callers ${isRequired ? 'must' : 'may'} send the ${key} now.`;
      const level = isRequired ? 'breaking' : 'addition';
      const types = [`${subject.name} (${key}): new${isRequired ? ' and required' : ', optional'}`];
      return [changeAt(parameter, direction, { level, meaning, types })];
    },
  });
}

/**
 * By their place and name: the operation's, and those of its path item that it does not override.
 * Header names ignore case, and three headers are no parameters at all.
 */
function parametersOf({ at, item, path }: Operation): Map<string, SpecNode> {
  const variables = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const found = new Map<string, SpecNode>();
  const all = [at, item].flatMap((owner) => [...owner.all('parameters').values()]);
  for (const parameter of all) {
    const { name, in: where } = parameter.object;
    if (typeof name !== 'string' || typeof where !== 'string') continue;
    const shown = where === 'header' ? name.toLowerCase() : name;
    const isIgnored = ['accept', 'content-type', 'authorization'].includes(shown);
    // What a variable in the path is called is not sent: its place counts.
    const index = where === 'path' ? variables.indexOf(name) : -1;
    const key = index < 0 ? `${where} parameter ${shown}` : `path parameter ${index + 1}`;
    if (!found.has(key) && !(where === 'header' && isIgnored)) found.set(key, parameter);
  }
  return found;
}

function compareParameter(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const { name, direction } = subject;
  const changes = compareWritten(subject, base, head);
  if (base.isRequired !== head.isRequired) {
    const meaning = `Callers ${head.isRequired ? 'must send' : 'may leave out'} \`${name}\` now.`;
    const level = head.isRequired ? 'breaking' : 'addition';
    changes.push(changeAt(head, direction, { level, meaning }));
  }
  const [before, after] = [base.childrenAt('schema'), head.childrenAt('schema')];
  const defaults = compareDefaults(before, after, { node: head, isNoted: base.isRequired });
  return [...changes, ...defaults.map((difference) => toChange(subject, difference))];
}

const formKeys = ['style', 'explode', 'allowReserved', 'allowEmptyValue'];

/** What a parameter or a header may be, and how it is written. */
export function compareWritten(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const { direction, name, schemas } = subject;
  const changes = [
    ...compareObjects(subject, base, head, [
      ...['name', 'in', 'required', 'schema', 'content', ...formKeys],
    ]),
    ...schemas.compare(subject, base.childrenAt('schema'), head.childrenAt('schema')),
    ...compareContents(subject, base, head),
  ];
  if (formOf(base) !== formOf(head)) {
    const meaning = `\`${name}\` is written in another way now.`;
    changes.push(changeAt(head, direction, { level: 'breaking', meaning }));
  }
  const [was, is] = [base, head].map(({ object }) => object['allowEmptyValue'] === true);
  if (was !== is) {
    const level = (direction === 'request') === was ? 'breaking' : 'addition';
    const meaning = `\`${name}\` ${is ? 'may' : 'must not'} be empty now.`;
    changes.push(changeAt(head, direction, { level, meaning }));
  }
  return changes;
}

/** With the defaults of the specification filled in. */
function formOf({ object: parameter }: SpecNode): string {
  if ('content' in parameter) return 'content';
  const inQuery = parameter['in'] === 'query' || parameter['in'] === 'cookie';
  const style = parameter['style'] ?? (inQuery ? 'form' : 'simple');
  const explode = parameter['explode'] ?? style === 'form';
  return canonical([style, explode, parameter['allowReserved'] ?? false]);
}
