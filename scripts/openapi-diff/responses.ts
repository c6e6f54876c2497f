import { inBase, inHead, type Change } from './change.js';
import { compareContents, schemasAt } from './contents.js';
import type { CompareContext } from './context.js';
import { child, children, isExtension, isRequired, type Located } from './document.js';
import { compareDocumentation } from './documentation.js';
import { compareForms } from './parameters.js';
import { SchemaComparison } from './schemas.js';
import { compareNamed, compareUnknown } from './unknown.js';

type Responses = ReadonlyMap<string, Located>;
const direction = 'response';

/** What is returned, status by status. */
export function compareResponses(context: CompareContext, base: Located, head: Located): Change[] {
  const before = byStatus(children(context.base, child(context.base, base, 'responses')));
  const after = byStatus(children(context.head, child(context.head, head, 'responses')));
  const changes: Change[] = [];
  for (const [status, response] of before) {
    const inside = isSuccess(status)
      ? context
      : { ...context, name: `${context.name} (${status})` };
    const same = after.get(status);
    const others = same ? [same] : standInsFor(status, after);
    for (const other of others) changes.push(...compareResponse(inside, response, other));
    if (!same && !(isSuccess(status) && others.length > 0))
      changes.push(removed(context, status, response));
  }
  for (const [status, response] of after) {
    if (before.has(status)) continue;
    const range = isSuccess(status) ? undefined : rangeFor(status, before);
    changes.push(added(context, { status, response }, before));
    const inside = { ...context, name: `${context.name} (${status})` };
    if (range) changes.push(...compareResponse(inside, range, response));
  }
  return changes;
}

/**
 * What describes a status that is no longer named: an error's range or default, a success's range,
 * or the successes that are left of a range.
 */
function standInsFor(status: string, responses: Responses): Located[] {
  if (status === '2XX')
    return [...responses].filter(([key]) => isSuccess(key)).map(([, one]) => one);
  const range = isSuccess(status) ? responses.get('2XX') : rangeFor(status, responses);
  return range ? [range] : [];
}

function byStatus(responses: Responses): Responses {
  const statuses = [...responses].filter(([key]) => !isExtension(key));
  return new Map(statuses.map(([status, response]) => [status.toUpperCase(), response]));
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

/** What a document says of a status that it does not name: by its range, or by default. */
function rangeFor(status: string, responses: Responses): Located | undefined {
  const range = /^\d\d\d$/.test(status) ? `${status.charAt(0)}XX` : '';
  return responses.get(range) ?? responses.get('DEFAULT');
}

function removed({ name }: CompareContext, status: string, response: Located): Change {
  if (!isSuccess(status)) {
    const meaning = `The response ${status} is no longer described.`;
    return inBase(response, { direction, level: 'addition', meaning });
  }
  const types = [`${name}: no longer the response ${status}; code that expects it breaks`];
  const meaning = `Success is no longer answered with ${status}.`;
  return inBase(response, { direction, level: 'breaking', meaning, types });
}

/** Another success must fit a known one; another error needs no more than a look. */
function added(
  context: CompareContext,
  { status, response }: { readonly status: string; readonly response: Located },
  before: Responses,
): Change {
  const known = [...before].filter(([other]) => isSuccess(other));
  // Whether it fits is only asked, so nothing of that counts as reported.
  const schemas = new SchemaComparison(context.base, context.head);
  const fits = known.some(([, other]) =>
    compareResponse({ ...context, schemas }, other, response).every(
      ({ level }) => level !== 'breaking',
    ),
  );
  if (!isSuccess(status) || known.length === 0 || fits) {
    const meaning = `The response ${status} is described now.`;
    return inHead(response, { direction, level: 'addition', meaning });
  }
  const meaning = `Success may also be answered with ${status} now, which has another body.`;
  const types = [`${context.name}: may be the body of ${status}; code that relies on it breaks`];
  return inHead(response, { direction, level: 'breaking', meaning, types });
}

function compareResponse(context: CompareContext, base: Located, head: Located): Change[] {
  return [
    ...compareDocumentation(context, base, head),
    ...compareContents(context, base, head),
    ...compareHeaders(context, base, head),
    ...compareNamed(context, base, head, 'links'),
    ...compareUnknown(context, base, head, ['content', 'headers', 'links']),
  ];
}

function compareHeaders(context: CompareContext, base: Located, head: Located): Change[] {
  const before = byName(children(context.base, child(context.base, base, 'headers')));
  const after = byName(children(context.head, child(context.head, head, 'headers')));
  const changes: Change[] = [];
  for (const [name, header] of before) {
    const other = after.get(name);
    const inside = { ...context, name: `${context.name} (header ${name})` };
    if (!other) {
      const meaning = `The header ${name} is no longer described: code that reads it breaks.`;
      changes.push(inBase(header, { direction, level: 'breaking', meaning }));
      continue;
    }
    changes.push(
      ...compareDocumentation(inside, header, other),
      ...context.schemas.compare(inside, schemasAt(header, 'schema'), schemasAt(other, 'schema')),
      ...compareContents(inside, header, other),
      ...compareForms(inside, header, other),
    );
    if (isRequired(header) && !isRequired(other)) {
      const meaning = `The header ${name} may be missing now.`;
      changes.push(inHead(other, { direction, level: 'breaking', meaning }));
    }
  }
  for (const [name, header] of after) {
    if (before.has(name)) continue;
    const meaning = `The header ${name} is new.`;
    changes.push(inHead(header, { direction, level: 'addition', meaning }));
  }
  return changes;
}

/** Header names ignore case; `Content-Type` is said by the media types. */
function byName(headers: Map<string, Located>): Map<string, Located> {
  const named = [...headers].map(([name, header]) => [name.toLowerCase(), header] as const);
  return new Map(named.filter(([name]) => name !== 'content-type'));
}
