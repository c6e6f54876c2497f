import { changeAt, worst, type Change } from './change.js';
import { compareContents } from './contents.js';
import type { SpecNode } from './document.js';
import { isExtension } from './fingerprint.js';
import { compareNames, compareObjects, compareOpaque } from './objects.js';
import { compareWritten } from './parameters.js';
import type { DataSubject } from './schemas.js';

type Responses = ReadonlyMap<string, SpecNode>;
const direction = 'response';

/** What is returned, status by status. */
export function compareResponses(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const [before, after] = [byStatus(base), byStatus(head)];
  const insideOf = (status: string): DataSubject =>
    isSuccess(status) ? subject : { ...subject, name: `${subject.name} (${status})` };
  return compareNames(before, after, {
    gone: (status, response) => {
      const others = standInsFor(status, after);
      const isCovered = isSuccess(status) && others.length > 0;
      return [
        ...others.flatMap((other) => compareResponse(insideOf(status), response, other)),
        ...(isCovered ? [] : [removed(subject, status, response)]),
      ];
    },
    stays: (status, response, other) => compareResponse(insideOf(status), response, other),
    added: (status, response) => {
      const range = isSuccess(status) ? undefined : rangeFor(status, before);
      return [
        added(subject, { status, response }, before),
        ...(range ? compareResponse(insideOf(status), range, response) : []),
      ];
    },
  });
}

/**
 * What describes a status that is no longer named: an error's range or default, a success's range,
 * or the successes that are left of a range.
 */
function standInsFor(status: string, responses: Responses): SpecNode[] {
  if (status === '2XX')
    return [...responses].filter(([key]) => isSuccess(key)).map(([, one]) => one);
  const range = isSuccess(status) ? responses.get('2XX') : rangeFor(status, responses);
  return range ? [range] : [];
}

function byStatus(operation: SpecNode): Responses {
  return operation.all('responses', (key) => (isExtension(key) ? undefined : key.toUpperCase()));
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

/** What a document says of a status that it does not name: by its range, or by default. */
function rangeFor(status: string, responses: Responses): SpecNode | undefined {
  const range = /^\d\d\d$/.test(status) ? `${status.charAt(0)}XX` : '';
  return responses.get(range) ?? responses.get('DEFAULT');
}

function removed({ name }: DataSubject, status: string, response: SpecNode): Change {
  if (!isSuccess(status)) {
    const meaning = `The response ${status} is no longer described.`;
    return changeAt(response, direction, { level: 'addition', meaning });
  }
  const types = [`${name}: no longer the response ${status}; code that expects it breaks`];
  const meaning = `Success is no longer answered with ${status}.`;
  return changeAt(response, direction, { level: 'breaking', meaning, types });
}

/** Another success must fit a known one; another error needs no more than a look. */
function added(
  subject: DataSubject,
  { status, response }: { readonly status: string; readonly response: SpecNode },
  before: Responses,
): Change {
  const known = [...before].filter(([other]) => isSuccess(other));
  // Whether it fits is only asked, so nothing of that counts as reported.
  const fits = known.some(([, other]) => {
    const asked = { ...subject, schemas: subject.schemas.anew() };
    return worst(compareResponse(asked, other, response)) !== 'breaking';
  });
  if (!isSuccess(status) || known.length === 0 || fits) {
    const meaning = `The response ${status} is described now.`;
    return changeAt(response, direction, { level: 'addition', meaning });
  }
  const meaning = `Success may also be answered with ${status} now, which has another body.`;
  const types = [`${subject.name}: may be the body of ${status}; code that relies on it breaks`];
  return changeAt(response, direction, { level: 'breaking', meaning, types });
}

function compareResponse(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  return [
    ...compareContents(subject, base, head),
    ...compareHeaders(subject, base, head),
    ...compareOpaque(subject, base, head, 'links'),
    ...compareObjects(subject, base, head, ['content', 'headers', 'links']),
  ];
}

function compareHeaders(subject: DataSubject, base: SpecNode, head: SpecNode): Change[] {
  const tell = (at: SpecNode, level: Change['level'], meaning: string): Change =>
    changeAt(at, direction, { level, meaning });
  return compareNames(headersOf(base), headersOf(head), {
    gone: (name, header) => {
      const meaning = `The header ${name} is no longer described: code that reads it breaks.`;
      return [tell(header, 'breaking', meaning)];
    },
    stays: (name, header, other) => [
      ...compareWritten({ ...subject, name: `${subject.name} (header ${name})` }, header, other),
      ...(header.isRequired && !other.isRequired
        ? [tell(other, 'breaking', `The header ${name} may be missing now.`)]
        : []),
    ],
    added: (name, header) => [tell(header, 'addition', `The header ${name} is new.`)],
  });
}

/** Header names ignore case; `Content-Type` is said by the media types. */
function headersOf(response: SpecNode): Map<string, SpecNode> {
  return response.all('headers', (name) =>
    name.toLowerCase() === 'content-type' ? undefined : name.toLowerCase(),
  );
}
