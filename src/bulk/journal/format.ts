import type { Outcome } from '../../errors.js';

/** The first line of a journal. */
export interface Header {
  readonly journal: 'openai-invites';
  readonly version: number;
  /** The name of the file whose rows it is about. */
  readonly input: string;
  /** Where the invites are made: what was invited at a mock organization is not invited. */
  readonly target: string;
}

/** The form in which journals are written. */
export const formatVersion = 1;

/** How every journal begins: what is torn before its first line ends begins so too. */
const beginning = '{"journal":"openai-invites"';

/** What is known of an address; `intent` means that a request may be on its way. */
export type State = 'intent' | Outcome;

/** One line about one address. The last line about it counts. */
export interface Entry {
  readonly address: string;
  readonly state: State;
  /** When, in the form of ISO 8601. */
  readonly at: string;
  /** The invite's id, where it was made. */
  readonly id?: string;
  /** What went wrong, free of the key and of the invitee's data. */
  readonly error?: string;
}

/** A journal that cannot be used, or no longer be written. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** What a journal's text says. */
export interface Contents {
  readonly header: Header | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
  /** How many bytes are whole lines; what follows was torn by a crash. */
  readonly length: number;
}

/** @throws {@link JournalError} where it is no journal, or a line within it is damaged. */
export function parseJournal(bytes: Uint8Array): Contents {
  const decoder = new TextDecoder();
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = decoder.decode(bytes.subarray(0, length)).split('\n').slice(0, -1);
  if (length === 0 && !beginning.startsWith(decoder.decode(bytes.subarray(0, beginning.length))))
    throw new JournalError('is no journal of openai-invites');
  const [first, ...rest] = lines.map((line, index) => parseLine(line, index + 1));
  if (first === undefined) return { header: undefined, entries: new Map(), length: 0 };
  if (!isHeader(first)) throw new JournalError('is no journal of openai-invites');
  if (first.version !== formatVersion)
    throw new JournalError(
      `has the format ${first.version}, and this version reads ${formatVersion}; finish it with the version that began it`,
    );
  const entries = new Map<string, Entry>();
  rest.forEach((entry, index) => {
    if (!isEntry(entry)) throw damaged(index + 2);
    entries.set(entry.address, entry);
  });
  return { header: first, entries, length };
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw number === 1 ? new JournalError('is no journal of openai-invites') : damaged(number);
  }
}

function damaged(line: number): JournalError {
  return new JournalError(`is damaged at line ${line}`);
}

function isHeader(value: unknown): value is Header {
  const known = typeof value === 'object' && value !== null && 'journal' in value;
  return known && value.journal === 'openai-invites';
}

const states: readonly unknown[] = ['intent', 'invited', 'not-invited', 'unknown'];

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const known = 'address' in value && typeof value.address === 'string';
  return known && 'state' in value && states.includes(value.state);
}
