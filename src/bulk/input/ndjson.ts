import { isObject, parseJson } from '../../json.js';
import type { RowCheck } from './check.js';
import { findPeople, firstLine, refuseDocument, selectFrom } from './json-document.js';
import { FileError, type ReadOptions } from './row.js';

/** Whether a text is JSON of any kind, and no CSV. */
export function isJson(text: string): boolean {
  return /^[\s\x1e]*(?:(?:#|\/\/).*\s+)*(?:\{|\[\s*[{["'\]])/.test(text);
}

/** Reads one JSON object a line, each the body of a request. */
export function readNdjson(source: string, options: ReadOptions, sink: RowCheck): void {
  const { role, projects, emailColumn, roleColumn, projectsColumn, delimiter } = options;
  if (emailColumn ?? roleColumn ?? projectsColumn ?? delimiter)
    throw new FileError(
      'these are lines of JSON, which have neither columns nor a delimiter.',
      'Leave out --email-column, --role-column, --projects-column and --delimiter.',
    );
  // JSON text sequences (RFC 7464) have a control character in front of each object.
  const text = source.replaceAll('\x1e', '');
  refuseDocument(text);
  const select = selectFrom(findPeople(parseJson(firstLine(text))));
  if (select !== '')
    sink.notes.push(`To leave out other properties: jq -c '${select}' <file> > people.ndjson`);
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const json = parseJson(content);
    const defaults = { ...(role !== undefined && { role }), ...(projects && { projects }) };
    const problem = isObject(json)
      ? hasKeyTwice(content) && 'a key twice in one object'
      : `not a JSON object in one line${/\},\s*$/.test(content) ? ', by the comma behind it' : ''}`;
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
