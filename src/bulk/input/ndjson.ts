import { isObject, parseJson } from '../../json.js';
import type { RowCheck } from './check.js';
import { findEmailHeader } from './columns.js';
import { FileError, type ReadOptions } from './row.js';

/** Whether a text is JSON of any kind, and no CSV. */
export function isJson(text: string): boolean {
  return /^\s*(?:(?:#|\/\/).*\s+)*(?:\{|\[\s*[{["\]])/.test(text);
}

/** Reads one JSON object a line, each the body of a request. */
export function readNdjson(text: string, options: ReadOptions, sink: RowCheck): void {
  const { role, projects, emailColumn, roleColumn, projectsColumn, delimiter } = options;
  if (emailColumn ?? roleColumn ?? projectsColumn ?? delimiter)
    throw new FileError(
      'these are lines of JSON, which have neither columns nor a delimiter.',
      'Leave out --email-column, --role-column, --projects-column and --delimiter.',
    );
  refuseDocument(text);
  const select = selectFrom(parseJson(/^\s*(.*)/.exec(text)?.[1] ?? ''));
  if (select !== '')
    sink.notes.push(`To leave out other properties: jq -c '${select}' <file> > people.ndjson`);
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const json = parseJson(content);
    const defaults = { ...(role !== undefined && { role }), ...(projects && { projects }) };
    const problem = isObject(json)
      ? hasKeyTwice(content) && 'a key twice in one object'
      : 'not a JSON object in one line';
    if (problem) sink.invalidRows.push({ line: index + 1, problems: [{ reason: problem }] });
    else sink.row(index + 1, { ...defaults, ...Object(json) });
  }
}

/** Whether an object in JSON has a key twice, of which the parser would take the last without a word. */
function hasKeyTwice(json: string): boolean {
  // The parser calls once more, for the value itself.
  let keys = -1;
  JSON.parse(json, function (this: unknown, _key, value: unknown) {
    if (!Array.isArray(this)) keys++;
    return value;
  });
  const strings = [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)];
  return strings.filter(([, colon]) => colon !== undefined).length > keys;
}

/** One document, or an array, is what most programs write. */
function refuseDocument(text: string): void {
  const first = parseJson(/^\s*([^\n]*)/.exec(text)?.[1] ?? '');
  const isLines = isObject(first) && ('email' in first || listIn(first).path === '.');
  const document = isLines ? undefined : parseJson(text);
  const isArray = text.trimStart().startsWith('[');
  if (document === undefined && !isArray) {
    if (/^\s*\{\s*\n/.test(text)) throw notLines('these are JSON objects over several lines.', '.');
    return;
  }
  const { path, list } = isObject(document) ? listIn(document) : { path: '.[]', list: document };
  const person: unknown = Array.isArray(list) ? list[0] : document;
  const kind = isArray ? 'a JSON array' : 'one JSON document';
  if (typeof person === 'string')
    throw new FileError(`this is ${kind}.`, `Run jq -r '"email", ${path}' <file> > people.csv`);
  const select = selectFrom(person);
  throw notLines(`this is ${kind}.`, select === '' ? path : `${path} | ${select}`);
}

/** @param filter what jq is to make lines of */
function notLines(problem: string, filter: string): FileError {
  return new FileError(
    problem,
    `Write one object a line: jq -c '${filter}' <file> > people.ndjson`,
  );
}

/** A list of objects in a document, with its path for jq; the document itself if there is none. */
function listIn(document: object): { readonly path: string; readonly list?: unknown } {
  for (const [name, list] of Object.entries(document))
    if (Array.isArray(list) && list.length > 0 && list.every(isObject))
      return { path: `.${quoteForJq(name)}[]`, list };
  return { path: '.' };
}

/** What makes jq leave out what an invite does not take; nothing if there is nothing of that kind. */
function selectFrom(person: unknown): string {
  const names = isObject(person) ? Object.keys(person) : [];
  const taken = ['email', 'role', 'projects'];
  const email = findEmailHeader(names);
  if (email === undefined || names.every((name) => taken.includes(name))) return '';
  const parts = taken.flatMap((property) => {
    const isEmail = property === 'email';
    const name = isEmail ? email : names.find((one) => one.toLowerCase() === property);
    if (name === undefined) return [];
    return name === property ? [name] : [`${property}: .${quoteForJq(name)}`];
  });
  return `{${parts.join(', ')}}`;
}

function quoteForJq(name: string): string {
  return /^\w+$/.test(name) ? name : JSON.stringify(name);
}
