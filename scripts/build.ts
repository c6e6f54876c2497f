/**
 * Builds `dist/`, what the package ships: few JavaScript files, since each that is imported takes
 * time, and one declaration for each source. Their maps point into the sources, which ship too.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
// tsc reads this declaration, but does not emit it.
copyFileSync('generated/validators.d.ts', 'dist/generated/validators.d.ts');
await build({
  entryPoints: {
    index: 'src/index.ts',
    bulk: 'src/bulk/index.ts',
    mock: 'src/mock/index.ts',
    cli: 'src/cli/main.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
