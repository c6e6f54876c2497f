import { isObject, parseJson } from '../../json.js';
import { jsonFault } from '../json-fault.js';
import type { RowCheck } from './check.js';
import { findPeople, firstLine, refuseDocument, selectFrom } from './json-document.js';
import { FileError, type ReadOptions } from './row.js';

/** Whether a text is JSON of any kind, and no CSV. */
export function isJson(text: string): boolean {
  return /^[\s\x1e]*(?:(?:#|\/\/).*\s+)*(?:\{|\[\s*[{["'\]])/.test(text);
}

/** Reads one JSON object a line, each the body of a request. */
export function readNdjson(source: string, options: ReadOptions, sink: RowCheck): void {
  const { emailColumn, roleColumn, projectsColumn, delimiter } = options;
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
    const line = index + 1;
    const comma = /\},\s*$/.test(content) ? ', by the comma behind it' : '';
    const fault = jsonFault(content);
    if (!isObject(json)) sink.invalid(line, `not a JSON object in one line${comma}`);
    else if (fault !== undefined) sink.invalid(line, fault);
    else sink.row(line, json);
  }
}
