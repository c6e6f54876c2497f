import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { collectOperations } from '../openapi/operations.js';
import { SpecError } from '../openapi/source.js';
import { loadSpec } from '../openapi/spec.js';

/**
 * Replaces a document after checking that code can be generated from it; a crash never leaves half
 * a document.
 */
export async function replaceDocument(path: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), '.sync-'));
  try {
    const next = join(folder, basename(path));
    await writeFile(next, text);
    await requireUsable(next);
    await rename(next, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireUsable(path: string): Promise<void> {
  try {
    collectOperations(await loadSpec(path));
  } catch (cause) {
    if (!(cause instanceof SpecError)) throw cause;
    const place = cause.message.slice(cause.message.indexOf(basename(path)));
    throw new SpecError(`No code can be generated from it; nothing was changed. ${place}`, {
      cause,
    });
  }
}
