/** Builds `dist/`: what the package ships. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
// tsc reads the declaration of a JavaScript file, but emits neither.
for (const file of ['validators.js', 'validators.d.ts'])
  copyFileSync(`generated/${file}`, `dist/generated/${file}`);
