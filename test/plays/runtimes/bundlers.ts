import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../support/project.js';
import { writeBundle } from './bundle.js';
import {
  environment,
  installed,
  output,
  parseFindings,
  printProgram,
  versionOf,
  type Runtime,
} from './runtime.js';

interface Bundler {
  readonly name: string;
  readonly version: () => string;
  /** A script that bundles `entry.mjs` and the package into a minified `out.mjs`. */
  readonly script: () => string;
}

const url = (path: string): string => JSON.stringify(pathToFileURL(path).href);
const ownEsbuild = join(root, 'node_modules/esbuild');

const all: readonly Bundler[] = [
  {
    name: 'webpack',
    version: () => versionOf('webpack'),
    script: () => `
      import webpack from ${url(installed('webpack/lib/index.js'))};
      const path = process.cwd();
      const output = { path, filename: 'out.mjs', module: true, chunkFormat: 'module' };
      const options = { mode: 'production', target: 'node20', entry: './entry.mjs', output };
      webpack({ ...options, experiments: { outputModule: true } }, (error, stats) => {
        if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
      });`,
  },
  {
    name: 'Rollup',
    version: () => versionOf('rollup'),
    script: () => `
      import { rollup } from ${url(installed('rollup/dist/es/rollup.js'))};
      import resolve from ${url(installed('@rollup/plugin-node-resolve/dist/es/index.js'))};
      const bundle = await rollup({ input: 'entry.mjs', plugins: [resolve()] });
      await bundle.write({ file: 'out.mjs', format: 'esm' });`,
  },
  {
    name: 'Vite',
    version: () => versionOf('vite'),
    script: () => `
      import { build } from ${url(installed('vite/dist/node/index.js'))};
      const rollupOptions = { output: { entryFileNames: 'out.mjs' } };
      const options = { ssr: 'entry.mjs', outDir: '.', emptyOutDir: false, minify: true };
      const ssr = { noExternal: true };
      await build({ logLevel: 'error', build: { ...options, rollupOptions }, ssr });`,
  },
  {
    name: 'esbuild',
    version: () => versionOf('esbuild', join(root, 'node_modules')),
    script: () => `
      import { build } from ${url(join(ownEsbuild, 'lib/main.js'))};
      const options = { bundle: true, minify: true, format: 'esm', platform: 'node' };
      await build({ ...options, entryPoints: ['entry.mjs'], outfile: 'out.mjs' });`,
  },
];

export const bundlers: readonly Runtime[] = all.map(({ name, version, script }) => ({
  name,
  version,
  run: async (stage, cwd) => {
    await writeBundle('entry.mjs', printProgram, cwd);
    writeFileSync(join(cwd, 'bundle.mjs'), script());
    const env = environment(stage);
    await output(process.execPath, ['bundle.mjs'], { cwd, env });
    return parseFindings(await output(process.execPath, ['out.mjs'], { cwd, env }));
  },
}));
