import { isObject, parseJson } from '../../json.js';
import type { RowCheck } from './check.js';

import { FileError, type ReadOptions } from './row.js';

/** Whether a text is JSON of any kind, and no CSV. */
export function isJson(text: string): boolean {
  return /^\s*(?:\{|\[\s*[{["\]])/.test(text);
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
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const json = parseJson(content);
    const defaults = { ...(role !== undefined && { role }), ...(projects && { projects }) };
    if (isObject(json)) sink.row(index + 1, { ...defaults, ...json });
    else sink.invalid({ line: index + 1, problems: [{ reason: 'not a JSON object in one line' }] });
  }
}

/** One document, or an array, is what most programs write. */
function refuseDocument(text: string): void {
  const first = parseJson(/^\s*([^\n]*)/.exec(text)?.[1] ?? '');
  const isLines = isObject(first) && ('email' in first || listIn(first) === undefined);
  const document = isLines ? undefined : parseJson(text);
  const isArray = text.trimStart().startsWith('[');
  if (document === undefined && !isArray) return;
  const list = isArray ? '.[]' : `.${isObject(document) ? (listIn(document) ?? '') : ''}`;
  throw new FileError(
    isArray ? 'this is a JSON array.' : 'this is one JSON document.',
    `Write one object a line: jq -c '${list}' <file> > people.ndjson`,
  );
}

/** The path of a list of objects in a document, for jq. */
function listIn(document: object): string | undefined {
  const list = Object.entries(document).find(
    ([, value]) => Array.isArray(value) && value.length > 0 && value.every(isObject),
  );
  return list && `${/^\w+$/.test(list[0]) ? list[0] : JSON.stringify(list[0])}[]`;
}
