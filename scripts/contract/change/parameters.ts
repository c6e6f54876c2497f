import { isObject, objectAt } from '../../openapi/json.js';
import { canonical } from './canonical.js';
import type { Change } from './change.js';
import { compareContents, locate, plain } from './contents.js';
import { child, children, type Located, type OpenApiDocument } from './document.js';
import type { Place } from './place.js';
import { compareSchemas } from './schemas.js';
import { wordsBetween } from './words.js';

/** What is sent beside the body; an operation's own parameters stand before its path's. */
export function compareParameters(
  place: Place,
  base: readonly Located[],
  head: readonly Located[],
): Change[] {
  const before = parametersOf(place.base, base);
  const after = parametersOf(place.head, head);
  const changes: Change[] = [];
  for (const [key, parameter] of before) {
    const other = after.get(key);
    const inside = { ...place, name: `${place.name} (${key})` };
    if (other) {
      changes.push(...compareParameter(inside, parameter, other));
      continue;
    }
    const types = [`${inside.name}: removed; code that sends it stops compiling`];
    const meaning = `The ${key} is gone: it must not be sent any more.`;
    changes.push({ ...plain(place, parameter.pointer, 'base', 'breaking', meaning), types });
  }
  for (const [key, parameter] of after) {
    if (before.has(key)) continue;
    const needed = isRequired(parameter);
    const meaning = `Callers ${needed ? 'must' : 'may'} send the ${key} now.`;
    const level = needed ? 'breaking' : 'addition';
    const types = [`${place.name} (${key}): new${needed ? ' and required' : ', optional'}`];
    changes.push({ ...plain(place, parameter.pointer, 'head', level, meaning), types });
  }
  return changes;
}

/** By place and name; header names ignore case, and three headers are no parameters at all. */
function parametersOf(document: OpenApiDocument, owners: readonly Located[]): Map<string, Located> {
  const found = new Map<string, Located>();
  for (const owner of owners)
    for (const parameter of children(document, listOf(document, owner)).values()) {
      const { name, in: where } = objectAt({ parameter: parameter.value }, 'parameter');
      if (typeof name !== 'string' || typeof where !== 'string') continue;
      const shown = where === 'header' ? name.toLowerCase() : name;
      const ignored = ['accept', 'content-type', 'authorization'].includes(shown);
      const key = `${where} parameter ${shown}`;
      if (!found.has(key) && !(where === 'header' && ignored)) found.set(key, parameter);
    }
  return found;
}

/** A list as an object, so that each item has its place. */
function listOf(document: OpenApiDocument, owner: Located): Located | undefined {
  const list = child(document, owner, 'parameters');
  const items = Array.isArray(list?.value) ? list.value : [];
  return list && { ...list, value: Object.fromEntries(items.entries()) };
}

function isRequired({ value }: Located): boolean {
  return isObject(value) && value['required'] === true;
}

function compareParameter(place: Place, base: Located, head: Located): Change[] {
  const changes = [
    ...wordsBetween(place, base, head),
    ...compareSchemas(place, locate(base, 'schema'), locate(head, 'schema')),
    ...compareContents(place, base, head),
  ];
  const [before, after] = [isRequired(base), isRequired(head)];
  if (before !== after) {
    const meaning = `Callers ${after ? 'must send' : 'may leave out'} \`${place.name}\` now.`;
    const level = after ? 'breaking' : 'addition';
    changes.push(plain(place, head.pointer, 'head', level, meaning));
  }
  if (wireForm(base) !== wireForm(head)) {
    const meaning = `\`${place.name}\` is written into the request in another way.`;
    changes.push(plain(place, head.pointer, 'head', 'breaking', meaning));
  }
  return changes;
}

/** How a value is written, with the defaults of the specification filled in. */
function wireForm({ value }: Located): string {
  const parameter = isObject(value) ? value : {};
  const inQuery = parameter['in'] === 'query' || parameter['in'] === 'cookie';
  const style = parameter['style'] ?? (inQuery ? 'form' : 'simple');
  const explode = parameter['explode'] ?? style === 'form';
  return canonical([style, explode, parameter['allowReserved'] ?? false]);
}
