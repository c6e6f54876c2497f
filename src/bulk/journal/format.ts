import type { Outcome } from '../../errors.js';
import { addressKey } from '../../operation.js';
import { isObject, parseJson } from '../../json.js';
import { JournalError } from './error.js';

/** The first line of a journal. A later line of the same form replaces it. */
export interface Header {
  readonly journal: 'openai-invites';
  readonly version: number;
  /** Base URL of the API where the invites are made. */
  readonly target: string;
  /** The {@link fingerprint} of the organization's key; version 1 has none. */
  readonly key?: string;
}

/** The version that is written. Version 1, which lacks `key` and `request`, is read. */
export const formatVersion = 2;

/** What a request asked for beside the address: role and projects, under the document's names. */
export type Terms = Readonly<Record<string, unknown>>;

/** What is known of an address; `intent` means that a request may be in flight. */
export type State = 'intent' | Outcome;

/** One line about one address. The last line about it counts. */
export interface Entry {
  readonly address: string;
  readonly state: State;
  /** When, in the form of ISO 8601. */
  readonly at: string;
  /** What was asked for; a later line without it is about the same request. */
  readonly request?: Terms | undefined;
  /** The invite's id, if it was made. */
  readonly id?: string | undefined;
  /** What went wrong, as the error said. */
  readonly error?: string | undefined;
  /** The source of the state, if not the server's answer to this request. */
  readonly source?: 'hand' | 'list' | undefined;
  /** True if an earlier line was by hand; read from those lines, and not written. */
  readonly marked?: boolean | undefined;
}

/** A line about the client's rate limiter: what it has learned of the server. */
export interface RateLimitLine {
  readonly rateLimit: unknown;
}

/** The contents of a journal. */
export interface Contents {
  readonly header: Header | undefined;
  readonly entries: Map<string, Entry>;
  readonly rateLimit: unknown;
  /** Number of bytes in complete lines; the rest was truncated by a crash. */
  readonly length: number;
  /** True if the last line is complete without its end, as editors leave it. */
  readonly isUnended: boolean;
}

/** The beginning of every journal, even of one truncated within its first line. */
const beginning = '{"journal":"openai-invites"';

/**
 * Reads a journal; undefined if it is something else.
 *
 * @throws {@link JournalError} if a line is damaged, or a later release wrote it.
 */
export function parseJournal(path: string, bytes: Uint8Array): Contents | undefined {
  // It drops a byte order mark, which some editors add.
  const decoder = new TextDecoder();
  const ended = bytes.lastIndexOf(0x0a) + 1;
  const start = decoder.decode(bytes.subarray(0, 3 + beginning.length)).slice(0, beginning.length);
  if (ended === 0 ? !beginning.startsWith(start) : start !== beginning) return undefined;
  const entries = new Map<string, Entry>();
  let header: Header | undefined;
  let rateLimit: unknown;
  const lines = decoder.decode(bytes).split('\n');
  const isUnended = isEntry(parseJson(lines.at(-1) ?? ''));
  if (!isUnended) lines.pop();
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const line = parseJson(text);
    if (isHeader(line)) header = checkVersion(path, line);
    else if (isEntry(line)) {
      // Version 1 knew fewer spellings of one address.
      const address = addressKey(line.address);
      const before = entries.get(address);
      const marked = line.source === 'hand' || before?.marked;
      entries.set(address, { ...line, address, request: line.request ?? before?.request, marked });
    } else if (isObject(line) && 'rateLimit' in line) rateLimit = line['rateLimit'];
    else
      throw new JournalError(
        `The journal ${path} is damaged at line ${index + 1}. Correct that line, or remove it if its address may be invited again.`,
        'damaged',
      );
  }
  const length = isUnended ? bytes.byteLength : ended;
  return { header, entries, rateLimit, length, isUnended };
}

function checkVersion(path: string, header: Header): Header {
  if (header.version === 1 || header.version === formatVersion) return header;
  throw new JournalError(
    `The journal ${path} has version ${header.version}, and this release reads 1 and ${formatVersion}: use the release that wrote it, or a later one.`,
    'other-version',
  );
}

function isHeader(value: unknown): value is Header {
  const known = isObject(value) && value['journal'] === 'openai-invites';
  return known && typeof value['version'] === 'number' && typeof value['target'] === 'string';
}

const states: readonly unknown[] = ['intent', 'invited', 'not-invited', 'unknown'];

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || typeof value['address'] !== 'string') return false;
  const { state, at, request } = value;
  const sound = states.includes(state) && typeof at === 'string';
  return sound && (request === undefined || isObject(request));
}
