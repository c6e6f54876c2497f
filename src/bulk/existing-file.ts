import { readFile, stat } from 'node:fs/promises';
import { unreadable } from './existing.js';
import { codeOf } from './journal/error.js';

/**
 * Reads saved lists of invites, in their order, as `existing` and `existingFetchedAt` of an import; a
 * list was fetched when its file was last changed.
 *
 * @throws {@link ConfigurationError} if a file cannot be read, or is not such a list.
 */
export async function readExisting(
  paths: readonly string[],
): Promise<{ existing: unknown[]; existingFetchedAt: Date }> {
  const texts: string[] = [];
  let oldest = Infinity;
  for (const path of paths) {
    try {
      const bytes = await readFile(path);
      // PowerShell writes UTF-16.
      const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
      texts.push(new TextDecoder(encoding, { fatal: true }).decode(bytes));
      oldest = Math.min(oldest, (await stat(path)).mtimeMs);
    } catch (error) {
      throw unreadable(`${path} cannot be read (${codeOf(error)})`, error);
    }
  }
  return { existing: parseExisting(texts.join('\n')), existingFetchedAt: new Date(oldest) };
}

/**
 * Reads a saved list: pages of `GET /organization/invites` one after the other, or invites.
 *
 * @throws {@link ConfigurationError} if it is not such a list, or its last page is not the last.
 */
function parseExisting(text: string): unknown[] {
  const values = splitJson(text);
  const pages = values.filter(isPage);
  if (values.length === 0) throw unreadable('it is empty');
  if (pages.at(-1)?.has_more === true)
    throw unreadable('its last page says "has_more": true, so that more pages are missing');
  return values.flatMap((value): unknown[] => {
    if (Array.isArray(value)) return value;
    return isPage(value) ? [...value.data] : [value];
  });
}

/** The JSON values of a text, whatever white space parts them. */
function splitJson(text: string): unknown[] {
  const values: unknown[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth !== 0) continue;
    values.push(parse(text.slice(start, index + token.length)));
    start = index + token.length;
  }
  if (text.slice(start).trim() !== '') throw unreadable('it ends within a value, or is not JSON');
  return values;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable('it is not JSON', error);
  }
}

function isPage(value: unknown): value is { data: readonly unknown[]; has_more?: unknown } {
  return (
    typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data)
  );
}
