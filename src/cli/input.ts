import { constants, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { codeOf } from '../bulk/journal/error.js';
import { toError } from '../bulk/failure.js';
import { AbortedError, ConfigurationError } from '../errors.js';
import type { Terminal } from './terminal.js';

/** A text cannot be much longer in this engine. */
const largest = 500_000_000;

/**
 * The bytes of a file, or of standard input for `-`.
 *
 * @throws {@link ConfigurationError} if it cannot be read.
 * @throws {@link AbortedError} if the user does not want to wait for it.
 */
export async function readInput(file: string, { input, signal }: Terminal): Promise<Uint8Array> {
  try {
    return await (file === '-' ? input() : readAnyFile(file, signal));
  } catch (error) {
    if (signal.aborted) throw new AbortedError(toError(signal.reason).message);
    if (error instanceof ConfigurationError) throw error;
    const name = file === '-' ? 'Standard input' : file;
    throw new ConfigurationError(`${name} cannot be read (${codeOf(error)}).`);
  }
}

async function readAnyFile(file: string, signal: AbortSignal): Promise<Uint8Array> {
  const found = await stat(file);
  if (found.isFIFO()) return readPipe(file, signal);
  if (!found.isFile()) throw new ConfigurationError(`${file} is not a file.`);
  if (found.size > largest)
    throw new ConfigurationError(`${file} is larger than 500 MB. Split it.`);
  return readFile(file);
}

/** Reads a stream to its end; rejects when the signal aborts. */
export async function readAll(stream: Readable, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of addAbortSignal(signal, stream)) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Reads a pipe without a thread that waits for a writer: no signal would end it. */
async function readPipe(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return readAll(new Socket({ fd, writable: false }), signal);
}
