import { stat } from 'node:fs/promises';
import { ConfigurationError } from '../errors.js';
import { addressKey } from '../operation.js';
import { codeOf } from './journal/error.js';
import { isObject, parseJson, propertyIn, textIn } from '../json.js';
import { jsonFault, jsonString } from './json-fault.js';

/** An invite as the organization lists it (`GET /organization/invites`). */
export interface ExistingInvite {
  readonly email: string;
  /** `pending`, `accepted` or `expired`, in any case; any other one counts like `pending`. */
  readonly status: string;
  readonly id?: string | undefined;
  readonly role?: unknown;
  readonly projects?: unknown;
}

/** The invites of an organization by address: of several for one address, the strongest. */
export type ExistingInvites = ReadonlyMap<string, ExistingInvite>;

const statuses = ['pending', 'accepted', 'expired'];

/** The statuses of a list that are none of the known ones. */
export function unknownStatuses(invites: ExistingInvites): string[] {
  const found = [...invites.values()].map(({ status }) => status);
  return [...new Set(found)].filter((status) => !statuses.includes(status.toLowerCase()));
}

/**
 * @throws {@link ConfigurationError} if the list cannot be read completely, or an entry is
 * incomplete.
 */
export async function indexExisting(
  invites: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<ExistingInvites> {
  const found = new Map<string, ExistingInvite>();
  let count = 0;
  try {
    for await (const invite of invites) {
      count++;
      if (!isExistingInvite(invite)) throw new Error(`entry ${count} lacks an email or a status`);
      const key = addressKey(invite.email);
      const other = found.get(key);
      if (!other || strength(invite) > strength(other)) found.set(key, invite);
    }
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  return found;
}

function unreadable(reason: string, cause?: unknown): ConfigurationError {
  const message = `The list of existing invites cannot be used: ${reason}. Save each page that GET /organization/invites answers.`;
  return new ConfigurationError(message, 'not-invited', { cause });
}

function isExistingInvite(value: unknown): value is ExistingInvite {
  if (!isObject(value)) return false;
  const { email, status } = value;
  return typeof email === 'string' && typeof status === 'string' && email !== '' && status !== '';
}

function strength(invite: ExistingInvite): number {
  if (isExpired(invite)) return 0;
  return invite.status.toLowerCase() === 'accepted' ? 2 : 1;
}

/** True if the invite does not stand in the way of another one. */
export function isExpired({ status }: ExistingInvite): boolean {
  return status.toLowerCase() === 'expired';
}

/**
 * Reads saved lists of invites, in their order, as `existing` and `existingFetchedAt` of an import; a
 * list was fetched when its file was last changed.
 *
 * @param read reads a file
 * @throws {@link ConfigurationError} if a file cannot be read, or is not such a list.
 */
export async function readExisting(
  paths: readonly string[],
  read: (path: string) => Promise<Uint8Array>,
): Promise<{ existing: unknown[]; existingFetchedAt: Date }> {
  const texts: string[] = [];
  let oldest = Infinity;
  for (const path of paths) {
    try {
      // Before it is read: standard input has no time.
      oldest = Math.min(oldest, (await stat(path)).mtimeMs);
      const bytes = await read(path);
      // PowerShell writes UTF-16.
      const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
      texts.push(new TextDecoder(encoding, { fatal: true }).decode(bytes));
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
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
  if (text.trim() === '') throw unreadable('it is empty');
  // `jq --slurp` puts pages into an array.
  const values = splitJson(text).flat();
  const pages = values.filter(isPage);
  for (const value of values) {
    const error = textIn(propertyIn(value, 'error'), 'message');
    if (error !== undefined) throw unreadable(`the server answered "${error}"`);
  }
  if (![false, null, undefined].includes(pages.at(-1)?.has_more))
    throw unreadable('its last page says "has_more": true, so that more pages are missing');
  return values.flatMap((value): unknown[] => (isPage(value) ? [...value.data] : [value]));
}

/** The JSON values of a text, whatever white space parts them. */
function splitJson(text: string): unknown[] {
  // Outside of strings, a bracket meets the next value without a comma only between two values.
  const parts = new RegExp(`${jsonString}|[}\\]](?=\\s*[{[])`, 'gs');
  const list = text.replace(parts, (token) => (token.startsWith('"') ? token : `${token},`));
  const values = parseJson(`[${list}]`);
  const fault = jsonFault(list);
  if (!Array.isArray(values)) throw unreadable('it is not JSON, or it ends within a value');
  if (fault !== undefined) throw unreadable(`it has ${fault}`);
  return values;
}

function isPage(value: unknown): value is { data: readonly unknown[]; has_more?: boolean | null } {
  return isObject(value) && Array.isArray(value['data']);
}
