/**
 * Builds `dist/`, what the package ships:
 *
 * - the library as ES modules, and as CommonJS in `cjs/`, each with one declaration for each source;
 * - the command, `cli.js`, with the packages that only it needs.
 *
 * There are few JavaScript files, since each that is imported takes time. Their maps point into the
 * sources, which ship too.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { bundledPackages, writeLicenses } from './build/licenses.js';
import { compactPackages } from './build/compact-packages.js';

const tsc = 'node_modules/typescript-7/bin/tsc';

const licenses = 'dist/THIRD-PARTY-LICENSES.txt';
const library = { index: 'src/index.ts', bulk: 'src/bulk/index.ts', mock: 'src/mock/index.ts' };
const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'es2022',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  plugins: [compactPackages(licenses)],
  logLevel: 'warning',
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
buildDeclarations();
const bundled = [await buildModules(), await buildCommonJs(), await buildCommand()];
writeLicenses(licenses, bundled.flatMap(bundledPackages));

function buildDeclarations(): void {
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  // tsc reads this declaration, but does not emit it.
  copyFileSync('generated/validators.d.ts', 'dist/generated/validators.d.ts');
  const files = readdirSync('dist', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.d\.ts(\.map)?$/.test(name))) {
    const copy = join('dist/cjs', file);
    mkdirSync(dirname(copy), { recursive: true });
    const text = readFileSync(join('dist', file), 'utf8');
    // The copy is one folder further from the sources.
    writeFileSync(copy, text.replace('"sourceRoot":""', '"sourceRoot":"../"'));
  }
}

function buildModules() {
  return build({
    ...common,
    entryPoints: library,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    packages: 'external',
    format: 'esm',
  });
}

/**
 * Bundles openapi-fetch: its CommonJS form exports its function as `exports.default`, but an ES
 * module, as our sources are, would get `exports` as the default.
 */
function buildCommonJs() {
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
  return build({ ...common, entryPoints: library, outdir: 'dist/cjs', format: 'cjs' });
}

/** The packages `require` modules of Node.js; an ES module has no `require` of its own. */
function buildCommand() {
  const js = [
    "import { createRequire as requireFrom } from 'node:module';",
    'const require = requireFrom(import.meta.url);',
  ].join('\n');
  return build({
    ...common,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'cli/[name]-[hash]',
    splitting: true,
    format: 'esm',
    external: ['openapi-fetch'],
    banner: { js },
  });
}
