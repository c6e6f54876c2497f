import { constants } from 'node:fs';
import { open, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, JournalError } from './error.js';
import { fingerprint, isFingerprintOf } from './fingerprint.js';
import {
  formatVersion,
  parseJournal,
  type Contents,
  type Entry,
  type Header,
  type RateLimitLine,
} from './format.js';
import { takeLock, type Lock } from './lock.js';

/** Whose journal it is, and what to do if that is not certain. */
export interface Owner {
  /** Base URL of the API. */
  readonly target: string;
  readonly apiKey: string;
  /** True if the user says that a journal with another key, or with none, is this organization's. */
  readonly sameOrganization?: boolean | undefined;
  /** Journals that may be of version 1 and of the same target; their entries are taken over. */
  readonly predecessors?: readonly string[] | undefined;
}

interface Waiting {
  readonly line: string;
  readonly written: () => void;
  readonly failed: (error: JournalError) => void;
}

/** An open journal: the file, its lock, and where the next line goes. */
interface Opened {
  readonly path: string;
  readonly file: FileHandle;
  readonly lock: Lock;
  readonly contents: Contents;
}

/**
 * What became of each address, on disk: an intent is durable before its request leaves, so that
 * after a crash nothing is sent twice. One process writes to it at a time.
 */
export class Journal {
  /** What earlier runs wrote, by address. */
  readonly entries: Map<string, Entry>;
  /** What the rate limiter of the last run had learned. */
  readonly rateLimit: unknown;
  /** Who may not see that the journal is in use; see {@link Lock}. */
  readonly limits: string | undefined;
  /** Why nothing can be written any more. */
  fault: JournalError | undefined;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #lock: Lock;
  readonly #waiting: Waiting[] = [];
  #length: number;
  #flushing: Promise<void> | undefined;

  private constructor({ path, file, lock, contents }: Opened) {
    this.#path = path;
    this.#file = file;
    this.#lock = lock;
    this.limits = lock.limits;
    this.entries = contents.entries;
    this.rateLimit = contents.rateLimit;
    this.#length = contents.length;
  }

  /**
   * Opens a journal, or makes it, readable by its owner alone; a line that a crash tore is cut off.
   *
   * @throws {@link JournalError} if it cannot be used, with the reason and what to do.
   */
  static async open(path: string, owner: Owner): Promise<Journal> {
    // Not for appending: on Windows such a file cannot be truncated.
    const flags = constants.O_RDWR | constants.O_CREAT;
    const file = await open(path, flags, 0o600).catch((error: unknown) => {
      throw unusable(`The journal ${path} cannot be opened (${codeOf(error)}).`, error);
    });
    let lock: Lock | undefined;
    try {
      lock = await takeLock(path, file);
      if (!lock)
        throw new JournalError(
          `The journal ${path} is in use by another run; wait until that has ended.`,
          'in-use',
        );
      const contents = parseJournal(path, await file.readFile());
      const isCurrent = await checkOwner(path, contents.header, owner);
      const predecessors = await readPredecessors(path, owner);
      await file.truncate(contents.length);
      const journal = new Journal({ path, file, lock, contents });
      if (!isCurrent) await journal.#begin(owner);
      for (const predecessor of predecessors) await journal.#takeOver(predecessor);
      return journal;
    } catch (error) {
      await file.close();
      await lock?.release();
      if (error instanceof JournalError) throw error;
      throw unusable(`The journal ${path} cannot be used (${codeOf(error)}).`, error);
    }
  }

  /**
   * What the journal says, without a lock and without a change.
   *
   * @throws {@link JournalError} as {@link Journal.open} does.
   */
  static async peek(path: string, owner: Owner): Promise<Map<string, Entry>> {
    const { header, entries } = parseJournal(path, await readIfThere(path));
    await checkOwner(path, header, owner);
    for (const predecessor of await readPredecessors(path, owner)) {
      const lines = await newsOf(predecessor, entries);
      for (const entry of lines) entries.set(entry.address, entry);
    }
    return entries;
  }

  /** Resolves when the line is on disk to stay; many lines share one turn of the disk. */
  append(line: Entry | RateLimitLine): Promise<void> {
    return this.#write(JSON.stringify(line));
  }

  /** Writes what is left, and releases the file. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
    await this.#lock.release();
  }

  async #begin({ target, apiKey }: Owner): Promise<void> {
    const key = await fingerprint(apiKey);
    const header: Header = { journal: 'openai-invites', version: formatVersion, target, key };
    await this.#write(JSON.stringify(header));
    await syncFolder(dirname(this.#path));
  }

  /** First under a name that the next run finds as well: the release that wrote it stops there. */
  async #takeOver(path: string): Promise<void> {
    const moved = join(dirname(path), `taken-over-${basename(path)}`);
    await rename(path, moved);
    const lines = await newsOf(moved, this.entries);
    await Promise.all(lines.map((entry) => this.append(entry)));
    for (const entry of lines) this.entries.set(entry.address, entry);
    await rename(moved, `${path}.taken-over`);
  }

  #write(line: string): Promise<void> {
    return new Promise((written, failed) => {
      if (this.fault) {
        failed(this.fault);
        return;
      }
      this.#waiting.push({ line: `${line}\n`, written, failed });
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    // One turn later, so that lines of the same moment go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.#store(Buffer.from(batch.map(({ line }) => line).join('')));
        for (const { written } of batch) written();
      } catch (error) {
        this.fault = toFault(this.#path, error);
        await this.#file.truncate(this.#length).catch(() => undefined);
        for (const { failed } of [...batch, ...this.#waiting.splice(0)]) failed(this.fault);
      }
    }
    this.#flushing = undefined;
  }

  async #store(bytes: Buffer): Promise<void> {
    const [opened, there] = await Promise.all([this.#file.stat(), stat(this.#path)]);
    if (opened.ino !== there.ino || opened.dev !== there.dev) throw new Error('replaced');
    for (let done = 0; done < bytes.byteLength;) {
      const { bytesWritten } = await this.#file.write(bytes, done, null, this.#length + done);
      done += bytesWritten;
    }
    await this.#file.datasync();
    this.#length += bytes.byteLength;
  }
}

/**
 * Whether the header can stay as it is.
 *
 * @throws {@link JournalError} if it is of another organization, or may be.
 */
async function checkOwner(
  path: string,
  header: Header | undefined,
  { target, apiKey, sameOrganization }: Owner,
): Promise<boolean> {
  if (!header) return false;
  if (header.target !== target)
    throw new JournalError(
      `The journal ${path} is about invites at ${header.target}; you are sending to ${target}.`,
      'other-target',
    );
  if (header.key !== undefined && (await isFingerprintOf(header.key, apiKey))) return true;
  if (sameOrganization === true) return false;
  throw header.key === undefined
    ? unconfirmed(path)
    : new JournalError(
        `The journal ${path} was written with another admin key. If that key is of another organization, whoever is in the journal is not invited here.`,
        'other-key',
      );
}

function unconfirmed(path: string): JournalError {
  return new JournalError(
    `The journal ${path} is of an earlier release, which did not note the organization. Confirm that it is of the same organization, or move it to another folder.`,
    'unconfirmed',
  );
}

/** Those of version 1 and this target, once their organization is confirmed. */
async function readPredecessors(
  own: string,
  { target, predecessors = [], sameOrganization }: Owner,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of predecessors) {
    const header = path === own ? undefined : await headerOf(path);
    if (header?.version !== 1 || header.target !== target) continue;
    if (sameOrganization !== true) throw unconfirmed(path);
    found.push(path);
  }
  return found;
}

async function headerOf(path: string): Promise<Header | undefined> {
  try {
    return parseJournal(path, await readIfThere(path)).header;
  } catch (error) {
    if (error instanceof JournalError && error.reason === 'not-a-journal') return undefined;
    throw error;
  }
}

/** Entries that say more than what is known: that an invite went out outweighs that it did not. */
async function newsOf(path: string, known: ReadonlyMap<string, Entry>): Promise<Entry[]> {
  const { entries } = parseJournal(path, await readIfThere(path));
  const rank = { 'not-invited': 1, intent: 2, unknown: 2, invited: 3 };
  const rankOf = (entry?: Entry): number => (entry ? rank[entry.state] : 0);
  return [...entries.values()].filter((entry) => rankOf(entry) > rankOf(known.get(entry.address)));
}

async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Uint8Array();
    throw unusable(`The journal ${path} cannot be read (${codeOf(error)}).`, error);
  }
}

function unusable(message: string, cause: unknown): JournalError {
  return new JournalError(message, 'unusable', cause);
}

function toFault(path: string, error: unknown): JournalError {
  const code = codeOf(error);
  const gone = code === 'ENOENT' || code === 'replaced';
  const why = gone ? 'was deleted or replaced' : `cannot be written (${code})`;
  return unusable(`The journal ${path} ${why}: nothing more is sent.`, error);
}

/** So that a new file is still there after a power cut. Some systems cannot open a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
