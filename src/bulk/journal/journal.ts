import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { formatVersion, JournalError, parseJournal, type Entry, type Header } from './format.js';
import { takeLock, type Lock } from './lock.js';

/** Whose journal it is. */
export type Owner = Pick<Header, 'input' | 'target'>;

interface Waiting {
  readonly line: string;
  readonly written: () => void;
  readonly failed: (error: JournalError) => void;
}

/**
 * What became of each address, on disk: an intent is durable before its request leaves, so that
 * after a crash nothing is sent twice. One process writes to it at a time.
 */
export class Journal {
  /** What earlier runs wrote. */
  readonly earlier: ReadonlyMap<string, Entry>;
  /** Why nothing can be written any more. */
  fault: JournalError | undefined;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #lock: Lock;
  readonly #waiting: Waiting[] = [];
  #length: number;
  #flushing: Promise<void> | undefined;

  private constructor(
    path: string,
    file: FileHandle,
    lock: Lock,
    earlier: ReadonlyMap<string, Entry>,
    length: number,
  ) {
    this.#path = path;
    this.#file = file;
    this.#lock = lock;
    this.earlier = earlier;
    this.#length = length;
  }

  /**
   * Opens a journal, or makes it, readable by its owner alone; a line that a crash tore is cut off.
   *
   * @throws {@link JournalError} where it cannot be used, with the reason and what to do.
   */
  static async open(path: string, owner: Owner): Promise<Journal> {
    const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
      throw new JournalError(
        `The journal ${path} cannot be opened (${codeOf(error)}); nothing was sent. Choose another place for it.`,
      );
    });
    let lock: Lock | undefined;
    try {
      lock = await takeLock(await lockName(path));
      if (!lock) throw new JournalError('is in use by another run; wait for its end');
      const { header, entries, length } = parseJournal(await file.readFile());
      if (header) checkOwner(header, owner);
      await file.truncate(length);
      const journal = new Journal(path, file, lock, entries, length);
      if (!header) await journal.#begin(owner);
      return journal;
    } catch (error) {
      await file.close();
      await lock?.release();
      if (!(error instanceof JournalError))
        throw new JournalError(`The journal ${path} cannot be used (${codeOf(error)}).`);
      throw error.message.startsWith('The')
        ? error
        : new JournalError(`The journal ${path} ${error.message}.`);
    }
  }

  /** Resolves when the entry is on disk to stay; many entries share one turn of the disk. */
  append(entry: Entry): Promise<void> {
    return this.#write(JSON.stringify(entry));
  }

  /** Writes what is left, and lets go of the file. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
    await this.#lock.release();
  }

  async #begin({ input, target }: Owner): Promise<void> {
    const header: Header = { journal: 'openai-invites', version: formatVersion, input, target };
    await this.#write(JSON.stringify(header));
    await syncFolder(dirname(this.#path));
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
    // One turn later, so that entries of the same moment go together.
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
    for (let done = 0; done < bytes.byteLength;)
      done += (await this.#file.write(bytes, done)).bytesWritten;
    await this.#file.datasync();
    this.#length += bytes.byteLength;
  }
}

/** The same for all names of one file. */
async function lockName(path: string): Promise<string> {
  return createHash('sha256')
    .update(await realpath(path))
    .digest('hex')
    .slice(0, 32);
}

function checkOwner({ input, target }: Header, owner: Owner): void {
  if (input !== owner.input)
    throw new JournalError(
      `belongs to ${input}, not to ${owner.input}; choose another with --journal`,
    );
  if (target !== owner.target)
    throw new JournalError(
      `tells of invites at ${target}, not at ${owner.target}; choose another with --journal`,
    );
}

function toFault(path: string, error: unknown): JournalError {
  const code = codeOf(error);
  const why =
    code === 'ENOENT' || code === 'replaced'
      ? 'was deleted or replaced'
      : `cannot be written (${code})`;
  return new JournalError(`The journal ${path} ${why}: nothing more is sent.`, { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}

/** So that a new file is still there after a power cut. Some systems cannot open a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
