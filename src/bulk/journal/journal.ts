import fs, { constants, type Stats } from 'node:fs';
import { open, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { ImportOptions } from '../options.js';
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

// Under Yarn's Plug'n'Play, file handles cannot do this themselves.
const sync = promisify((fd: number, done: fs.NoParamCallback) => {
  fs.fsync(fd, done);
});
const datasync = promisify((fd: number, done: fs.NoParamCallback) => {
  fs.fdatasync(fd, done);
});

/** Whose journal it is, and what to do if that is not certain. */
export interface Owner extends Pick<ImportOptions, 'sameOrganization' | 'predecessors'> {
  /** Base URL of the API. */
  readonly target: string;
  readonly apiKey: string;
}

/**
 * The result of each address, on disk. An intent is durable before its request is sent, so that
 * nothing is sent twice after a crash. One process writes to it at a time.
 */
export class Journal {
  /** Why the journal can no longer be written. */
  fault: JournalError | undefined;
  #length: number;
  #unwritten = '';
  /** The latest batch of lines; it takes more of them until the one before is written. */
  #batch = Promise.resolve();
  #takesMore = false;

  private constructor(
    readonly path: string,
    /** The contents from earlier runs. */
    readonly contents: Contents,
    private readonly opened: {
      readonly file: FileHandle;
      readonly found: Stats;
      readonly lock: Lock;
    },
  ) {
    this.#length = contents.length;
  }

  /**
   * Opens or creates a journal, readable only by its owner; cuts off a line that a crash truncated.
   *
   * @throws {@link JournalError} if it cannot be used, with the reason.
   */
  static async open(path: string, owner: Owner): Promise<Journal> {
    // Not for appending: on Windows such a file cannot be truncated.
    const flags = constants.O_RDWR | constants.O_CREAT;
    const file = await open(path, flags, 0o600).catch((error: unknown) => {
      throw unusable(`The journal ${path} cannot be opened (${codeOf(error)}).`, error);
    });
    let lock: Lock | undefined;
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Error('not a file');
      lock = await takeLock(path, file);
      if (!lock)
        throw new JournalError(
          `The journal ${path} is in use by another run; wait until that has ended.`,
          'in-use',
        );
      const { contents, isCurrent, news, takenOver } = await load(
        path,
        await file.readFile(),
        owner,
      );
      await file.truncate(contents.length);
      const journal = new Journal(path, contents, { file, found, lock });
      if (contents.isUnended) await journal.#store(Buffer.from('\n'));
      if (!isCurrent) await journal.#begin(owner);
      await Promise.all(news.map((entry) => journal.append(entry)));
      for (const name of takenOver) await rename(name, `${name}.taken-over`);
      return journal;
    } catch (error) {
      await file.close();
      await lock?.release();
      if (error instanceof JournalError) throw error;
      throw unusable(`The journal ${path} cannot be used (${codeOf(error)}).`, error);
    }
  }

  /**
   * Reads a journal without locking or changing it.
   *
   * @throws {@link JournalError} as {@link Journal.open} does.
   */
  static async read(path: string, owner: Owner): Promise<Contents> {
    return (await load(path, await readIfThere(path), owner)).contents;
  }

  /** Who may not see that the journal is in use; see {@link Lock}. */
  get limits(): string | undefined {
    return this.opened.lock.limits;
  }

  /** Resolves when the line is flushed to disk; lines are flushed in batches. */
  async append(line: Entry | Header | RateLimitLine): Promise<void> {
    this.#unwritten += `${JSON.stringify(line)}\n`;
    if (!this.#takesMore) this.#batch = this.#writeAfter(this.#batch);
    await this.#batch;
  }

  /** Writes pending lines and releases the file. */
  async close(): Promise<void> {
    await this.#batch.catch(() => undefined);
    await this.opened.file.close();
    await this.opened.lock.release();
  }

  async #begin({ target, apiKey }: Owner): Promise<void> {
    const key = fingerprint(apiKey);
    await this.append({ journal: 'openai-invites', version: formatVersion, target, key });
    await syncFolder(dirname(this.path));
  }

  async #writeAfter(before: Promise<void>): Promise<void> {
    this.#takesMore = true;
    await before.catch(() => undefined);
    this.#takesMore = false;
    const lines = Buffer.from(this.#unwritten);
    this.#unwritten = '';
    if (this.fault) throw this.fault;
    try {
      await this.#store(lines);
    } catch (error) {
      this.fault = toFault(this.path, error);
      await this.opened.file.truncate(this.#length).catch(() => undefined);
      throw this.fault;
    }
  }

  async #store(bytes: Buffer): Promise<void> {
    const { file, found } = this.opened;
    for (let done = 0; done < bytes.byteLength;)
      done += (await file.write(bytes, done, null, this.#length + done)).bytesWritten;
    await datasync(file.fd);
    // Not before writing: a file that is deleted in between would take the lines with it.
    const { ino, dev } = await stat(this.path);
    if (ino !== found.ino || dev !== found.dev) throw new Error('replaced');
    this.#length += bytes.byteLength;
  }
}

const rank = { 'not-invited': 1, intent: 2, unknown: 2, invited: 3 } as const;

/**
 * Reads a journal, and adds what its predecessors know: those of version 1 and this target.
 *
 * @throws {@link JournalError} if it is none, or the organization is not confirmed.
 */
async function load(path: string, bytes: Uint8Array, owner: Owner) {
  const contents = parseJournal(path, bytes);
  if (!contents)
    throw new JournalError(`${path} is not a journal of openai-invites.`, 'not-a-journal');
  const isCurrent = checkOwner(path, contents.header, owner);
  const news: Entry[] = [];
  const takenOver: string[] = [];
  for (const other of owner.predecessors ?? []) {
    const found = other === path ? undefined : parseJournal(other, await readIfThere(other));
    if (found?.header?.version !== 1 || found.header.target !== owner.target) continue;
    checkOwner(other, found.header, owner);
    takenOver.push(other);
    for (const entry of found.entries.values()) {
      const known = contents.entries.get(entry.address);
      if (known && rank[entry.state] <= rank[known.state]) continue;
      contents.entries.set(entry.address, entry);
      news.push(entry);
    }
  }
  return { contents, isCurrent, news, takenOver };
}

/**
 * True if the header can stay as it is.
 *
 * @throws {@link JournalError} if it is of another organization, or may be.
 */
function checkOwner(path: string, header: Header | undefined, owner: Owner): boolean {
  if (!header) return false;
  if (header.target !== owner.target)
    throw new JournalError(
      `The journal ${path} is about invites at ${header.target}; you are sending to ${owner.target}.`,
      'other-target',
    );
  if (header.key !== undefined && isFingerprintOf(header.key, owner.apiKey)) return true;
  if (owner.sameOrganization === true) return false;
  throw new JournalError(
    header.key === undefined
      ? `The journal ${path} is of an earlier release, which did not note the organization. Confirm that it is of this one, or move it to another folder.`
      : `The journal ${path} was written with another admin key. If that is a key of another organization, whoever is in the journal is not invited in this one.`,
    header.key === undefined ? 'unconfirmed' : 'other-key',
  );
}

async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('not a file');
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
  if (folder) await sync(folder.fd).catch(() => undefined);
  await folder?.close();
}
