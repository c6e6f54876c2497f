import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import type { ImportOptions } from '../options.js';
import { codeOf } from './error.js';

const ending = '.journal.ndjson';

/**
 * Where the journal of an import is, and the journals beside the file, any of which may be of
 * version 1. There is one journal per folder and API, independent of the file's name and of links
 * to it.
 *
 * @param file the file that is imported; undefined for standard input
 * @param target base URL of the API
 * @throws {@link ConfigurationError} if the folder cannot be read.
 */
export async function locateJournal(
  file: string | undefined,
  target: string,
): Promise<Required<Pick<ImportOptions, 'journal' | 'predecessors'>>> {
  try {
    // A pipe that the shell makes has no place.
    const real = file === undefined ? undefined : await realpath(file).catch(() => undefined);
    const folder = real === undefined ? process.cwd() : dirname(real);
    const api = target.replace(/^https:\/\//, '').replace(/[^a-z0-9.]+/gi, '-');
    const journal = join(folder, `openai-invites-${api.slice(0, 150)}${ending}`);
    const folders = new Set(
      file === undefined || real === undefined ? [] : [folder, await realpath(dirname(file))],
    );
    const predecessors: string[] = [];
    for (const beside of folders)
      for (const name of await readdir(beside))
        if (name.endsWith(ending) && join(beside, name) !== journal)
          predecessors.push(join(beside, name));
    return { journal, predecessors };
  } catch (error) {
    const message = `The folder of the journal cannot be read (${codeOf(error)}).`;
    throw new ConfigurationError(message, 'not-invited', { cause: error });
  }
}
