import { isObject, objectAt } from '../openapi/json.js';
import { inBase, inHead, type Change } from './change.js';
import { compareContents, schemasAt } from './contents.js';
import type { CompareContext } from './context.js';
import { defaultOf } from './differences.js';
import { canonical, child, children, isRequired } from './document.js';
import type { Located, OpenApiDocument } from './document.js';
import { compareDocumentation } from './documentation.js';
import { compareUnknown } from './unknown.js';

/** Where parameters are defined. */
export interface ParameterOwners {
  readonly document: OpenApiDocument;
  /** The operation, then its path item: the former's parameters override the latter's. */
  readonly owners: readonly Located[];
  readonly path: string;
}

/** What is sent beside the body. */
export function compareParameters(
  context: CompareContext,
  base: ParameterOwners,
  head: ParameterOwners,
): Change[] {
  const before = parametersOf(base);
  const after = parametersOf(head);
  const direction = 'request';
  const changes: Change[] = [];
  for (const [key, parameter] of before) {
    const other = after.get(key);
    const inside = { ...context, name: `${context.name} (${key})` };
    if (other) {
      changes.push(...compareParameter(inside, parameter, other));
      continue;
    }
    const types = [`${inside.name}: removed; code that sends it stops compiling`];
    const meaning = `The ${key} is gone: it must not be sent any more.`;
    changes.push(inBase(parameter, { direction, level: 'breaking', meaning, types }));
  }
  for (const [key, parameter] of after) {
    if (before.has(key)) continue;
    const isNeeded = isRequired(parameter);
    const meaning = `Callers ${isNeeded ? 'must' : 'may'} send the ${key} now.`;
    const level = isNeeded ? 'breaking' : 'addition';
    const types = [`${context.name} (${key}): new${isNeeded ? ' and required' : ', optional'}`];
    changes.push(inHead(parameter, { direction, level, meaning, types }));
  }
  return changes;
}

/** By their place and name. Header names ignore case, and three headers are no parameters at all. */
function parametersOf({ document, owners, path }: ParameterOwners): Map<string, Located> {
  const variables = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const found = new Map<string, Located>();
  for (const owner of owners)
    for (const parameter of children(document, child(document, owner, 'parameters')).values()) {
      const { name, in: where } = objectAt({ parameter: parameter.value }, 'parameter');
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

function compareParameter(context: CompareContext, base: Located, head: Located): Change[] {
  const { name, direction } = context;
  const [before, after] = [schemasAt(base, 'schema'), schemasAt(head, 'schema')];
  const changes = [
    ...compareDocumentation(context, base, head),
    ...context.schemas.compare(context, before, after),
    ...compareContents(context, base, head),
    ...compareForms(context, base, head),
  ];
  const [wasRequired, isNowRequired] = [isRequired(base), isRequired(head)];
  if (wasRequired !== isNowRequired) {
    const meaning = `Callers ${isNowRequired ? 'must send' : 'may leave out'} \`${name}\` now.`;
    const level = isNowRequired ? 'breaking' : 'addition';
    changes.push(inHead(head, { direction, level, meaning }));
  }
  const [from, to] = [defaultOf(context.base, before), defaultOf(context.head, after)];
  if (from !== to) {
    const level = wasRequired ? 'documentation' : from === undefined ? 'addition' : 'breaking';
    const none = 'no documented default';
    const meaning = `Without \`${name}\`, callers get ${to ?? none} now instead of ${from ?? none}.`;
    changes.push(inHead(head, { direction, level, meaning }));
  }
  return changes;
}

const formKeys = ['style', 'explode', 'allowReserved', 'allowEmptyValue'];

/** How a parameter or a header is written. */
export function compareForms(context: CompareContext, base: Located, head: Located): Change[] {
  const { direction, name } = context;
  const changes = compareUnknown(context, base, head, [
    ...['name', 'in', 'required', 'schema', 'content', ...formKeys],
  ]);
  if (formOf(base) !== formOf(head)) {
    const meaning = `\`${name}\` is written in another way now.`;
    changes.push(inHead(head, { direction, level: 'breaking', meaning }));
  }
  const [was, is] = [base, head].map(
    ({ value }) => objectAt({ value }, 'value')['allowEmptyValue'],
  );
  if ((was === true) !== (is === true)) {
    const level = (direction === 'request') === (was === true) ? 'breaking' : 'addition';
    const meaning = `\`${name}\` ${is === true ? 'may' : 'must not'} be empty now.`;
    changes.push(inHead(head, { direction, level, meaning }));
  }
  return changes;
}

/** With the defaults of the specification filled in. */
function formOf({ value }: Located): string {
  const parameter = isObject(value) ? value : {};
  if ('content' in parameter) return 'content';
  const inQuery = parameter['in'] === 'query' || parameter['in'] === 'cookie';
  const style = parameter['style'] ?? (inQuery ? 'form' : 'simple');
  const explode = parameter['explode'] ?? style === 'form';
  return canonical([style, explode, parameter['allowReserved'] ?? false]);
}
