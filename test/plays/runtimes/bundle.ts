import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const program = JSON.stringify(fileURLToPath(new URL('program.ts', import.meta.url)));

/**
 * Bundles a program.
 *
 * @param source may import what `program.ts` exports from `program`
 * @param folder where the package is installed
 * @param options whether the package itself goes in (default: no), and the format (default: ESM)
 */
export async function bundle(
  source: string,
  folder: string,
  options: Pick<BuildOptions, 'packages' | 'format' | 'platform'> = {},
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source.replace("'program'", program), resolveDir: folder, loader: 'ts' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
    ...options,
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** {@link bundle} into a file in the folder; returns its path. */
export async function writeBundle(
  name: string,
  ...[source, folder, options]: Parameters<typeof bundle>
): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await bundle(source, folder, options));
  return path;
}
