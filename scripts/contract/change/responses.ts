import { isObject } from '../../openapi/json.js';
import type { Change } from './change.js';
import { compareContents, locate, plain } from './contents.js';
import { child, children, type Located } from './document.js';
import type { Place } from './place.js';
import { compareSchemas } from './schemas.js';
import { wordsBetween } from './words.js';

/** What comes back, status by status. */
export function compareResponses(place: Place, base: Located, head: Located): Change[] {
  const before = byStatus(children(place.base, child(place.base, base, 'responses')));
  const after = byStatus(children(place.head, child(place.head, head, 'responses')));
  const changes: Change[] = [];
  for (const [status, response] of before) {
    const other = after.get(status);
    const inside = isSuccess(status) ? place : { ...place, name: `${place.name} (${status})` };
    if (other) changes.push(...compareResponse(inside, response, other));
    else changes.push(statusGone(place, status, response.pointer));
  }
  for (const [status, response] of after)
    if (!before.has(status)) changes.push(...statusNew(place, status, response, before));
  return changes;
}

function byStatus(responses: Map<string, Located>): Map<string, Located> {
  const statuses = [...responses].filter(([key]) => !key.startsWith('x-'));
  return new Map(statuses.map(([status, response]) => [status.toUpperCase(), response]));
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

function statusGone(place: Place, status: string, pointer: string): Change {
  if (!isSuccess(status)) {
    const meaning = `The answer ${status} is no longer described.`;
    return plain(place, pointer, 'base', 'addition', meaning);
  }
  const types = [`${place.name}: no longer the answer ${status}; code that expects it breaks`];
  const meaning = `Success is no longer answered with ${status}.`;
  return { ...plain(place, pointer, 'base', 'breaking', meaning), types };
}

/** One more success must fit a known one; one more error needs no more than a look. */
function statusNew(
  place: Place,
  status: string,
  response: Located,
  before: Map<string, Located>,
): Change[] {
  const known = [...before].filter(([other]) => isSuccess(other));
  const meaning = `The answer ${status} is described now.`;
  const addition = plain(place, response.pointer, 'head', 'addition', meaning);
  if (!isSuccess(status) || known.length === 0) return [addition];
  const fits = known.some(([, other]) =>
    compareResponse(place, other, response).every(({ level }) => level !== 'breaking'),
  );
  if (fits) return [addition];
  const surprise = `Success may also be answered with ${status} now, whose body is another.`;
  const types = [`${place.name}: may be the body of ${status}; code that relies on it breaks`];
  return [{ ...plain(place, response.pointer, 'head', 'breaking', surprise), types }];
}

function compareResponse(place: Place, base: Located, head: Located): Change[] {
  return [
    ...wordsBetween(place, base, head),
    ...compareContents(place, base, head),
    ...compareHeaders(place, base, head),
  ];
}

function compareHeaders(place: Place, base: Located, head: Located): Change[] {
  const before = byName(children(place.base, child(place.base, base, 'headers')));
  const after = byName(children(place.head, child(place.head, head, 'headers')));
  const changes: Change[] = [];
  for (const [name, header] of before) {
    const other = after.get(name);
    const inside = { ...place, name: `${place.name} (header ${name})` };
    if (!other) {
      const meaning = `The header ${name} is no longer described: code that reads it breaks.`;
      changes.push(plain(place, header.pointer, 'base', 'breaking', meaning));
      continue;
    }
    changes.push(...compareSchemas(inside, locate(header, 'schema'), locate(other, 'schema')));
    if (isRequired(header) && !isRequired(other)) {
      const meaning = `The header ${name} may be missing now.`;
      changes.push(plain(place, other.pointer, 'head', 'breaking', meaning));
    }
  }
  for (const [name, header] of after) {
    if (before.has(name)) continue;
    changes.push(plain(place, header.pointer, 'head', 'addition', `The header ${name} is new.`));
  }
  return changes;
}

function byName(headers: Map<string, Located>): Map<string, Located> {
  return new Map([...headers].map(([name, header]) => [name.toLowerCase(), header]));
}

function isRequired({ value }: Located): boolean {
  return isObject(value) && value['required'] === true;
}
