import { isObject, parseJson } from '../../json.js';
import { findEmailHeader } from './columns.js';
import { FileError } from './row.js';

/** Where the people of a JSON document are. */
interface People {
  /** The path of a person for jq; empty if the document is one. */
  readonly path: string;
  readonly person: unknown;
  /** The path of the address within a person. */
  readonly email?: string;
}

export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0] ?? '';
}

/**
 * Refuses JSON that is not one object a line, with the command that makes lines of it.
 *
 * @throws {@link FileError} if it is.
 */
export function refuseDocument(text: string): void {
  const line = firstLine(text);
  const first = parseJson(line);
  const whole = parseJson(text);
  const document = whole ?? first;
  const people = findPeople(document);
  if (document === undefined) {
    if (/^\s*\[/.test(text))
      throw new FileError(
        'this begins like a JSON array, but is not valid JSON.',
        'Export it again, or write one object a line.',
      );
    if (/^\{\s*$|\}\s*\{/.test(line))
      throw notLines('these are JSON objects over several lines, or several in one.', '.');
    return;
  }
  if (isObject(document) && /^[^\s@]+@/.test(Object.keys(document)[0] ?? '')) {
    const value = isObject(Object.values(document)[0])
      ? '{email: .key} + .value'
      : '{email: .key, role: .value}';
    throw notLines('this is one JSON document.', `to_entries[] | ${value}`);
  }
  if (isObject(first) && (!people || people.path === '')) return;
  if (Array.isArray(document) && whole === undefined)
    throw new FileError('these are JSON arrays.', "Run jq -r '@csv' <file> > people.csv");
  const kind = Array.isArray(document) ? 'a JSON array' : 'one JSON document';
  if (Array.isArray(people?.person) || typeof people?.person === 'string') {
    const command =
      typeof people.person === 'string' ? `"email", ${people.path}` : `${people.path} | @csv`;
    throw new FileError(`this is ${kind}.`, `Run jq -r '${command}' <file> > people.csv`);
  }
  const parts = [people?.path, selectFrom(people)].filter(Boolean);
  throw notLines(`this is ${kind}.`, parts.join(' | ') || '.');
}

/** @param filter what jq is to make lines of */
function notLines(problem: string, filter: string): FileError {
  return new FileError(
    problem,
    `Write one object a line: jq -c '${filter}' <file> > people.ndjson`,
  );
}

/** Finds the first person, or list of them, in a document of any form. */
export function findPeople(value: unknown, path = ''): People | undefined {
  // Far more than any document has.
  if (path.length > 1000) return undefined;
  if (Array.isArray(value)) {
    const person: unknown = value[0];
    const inside = `${path || '.'}[]`;
    if (isObject(person)) return findPeople(person, inside) ?? { path: inside, person };
    const hasAddress = [person].flat().some(mayBeAddress);
    return hasAddress || path === '' ? { path: inside, person } : undefined;
  }
  if (!isObject(value)) return undefined;
  const email = emailIn(value);
  if (email !== undefined) return { path, person: value, email };
  const found = Object.entries(value)
    .map(([name, child]) => findPeople(child, `${path}.${quoteForJq(name)}`))
    .filter((people) => people?.email !== undefined || typeof people?.person === 'string');
  return found.find((people) => people?.path.includes('[]')) ?? found[0];
}

/** The path of the address in a person: `email`, `emails[0]`, `emails[0].value`. */
function emailIn(person: Readonly<Record<string, unknown>>): string | undefined {
  const paths = new Map<string, string>();
  for (const [name, value] of Object.entries(person)) {
    const [first, second]: unknown[] = [value].flat();
    const property = isObject(first)
      ? Object.keys(first).find((key) => mayBeAddress(first[key]))
      : undefined;
    const index = Array.isArray(value) ? '[0]' : '';
    // Several texts are several people.
    if (mayBeAddress(first) && second === undefined) paths.set(name, index);
    else if (property !== undefined && index !== '')
      paths.set(name, `${index}.${quoteForJq(property)}`);
  }
  const name = findEmailHeader([...paths.keys()]);
  return name === undefined ? undefined : `${quoteForJq(name)}${paths.get(name) ?? ''}`;
}

function mayBeAddress(value: unknown): boolean {
  return typeof value === 'string' && value.includes('@');
}

/** What makes jq leave out what an invite does not take; nothing if there is nothing of that kind. */
export function selectFrom(people: People | undefined): string {
  if (!people?.email || !isObject(people.person)) return '';
  const names = Object.keys(people.person);
  const others = ['role', 'projects'].flatMap((property) => {
    const name = names.find((one) => one.toLowerCase() === property);
    if (name === undefined) return [];
    return name === property ? [name] : [`${property}: .${quoteForJq(name)}`];
  });
  const email = people.email === 'email' ? 'email' : `email: .${people.email}`;
  const parts = [email, ...others];
  return parts.length === names.length && parts.every((part) => names.includes(part))
    ? ''
    : `{${parts.join(', ')}}`;
}

function quoteForJq(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
}
