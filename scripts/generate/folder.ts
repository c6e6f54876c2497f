import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a folder hold these files and nothing else. They are written beside it first, then swapped
 * in by rename, so that a crash never leaves half of them.
 */
export async function replaceFolder(folder: string, files: ReadonlyMap<string, string>) {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, `.${basename(folder)}-`));
  try {
    const next = join(work, 'next');
    await mkdir(next);
    for (const [name, content] of files) await writeFile(join(next, name), content);
    const hadOne = await renameIfThere(folder, join(work, 'previous'));
    await rename(next, folder).catch(async (cause: unknown) => {
      if (hadOne) await rename(join(work, 'previous'), folder);
      throw cause;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw cause;
  }
}
