import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = fileURLToPath(new URL('program.ts', import.meta.url));

/** TypeScript that imports the package as users do, and returns the findings of the program. */
const source = `import * as main from 'openai-invites';
import * as bulk from 'openai-invites/bulk';
import { tryBulk, tryClient } from './program.js';

export async function findings(site: unknown): Promise<Record<string, string>> {
  return { ...(await tryClient(main, site)), ...(await tryBulk(main, bulk, site)) };
}
`;

const declarations = `type Findings = Promise<Record<string, string>>;
type Main = typeof import('openai-invites');
type Bulk = typeof import('openai-invites/bulk');
export function tryClient(main: Main, site: unknown): Findings;
export function tryBulk(main: Main, bulk: Bulk, site: unknown): Findings;
`;

/** Writes a user's project into a folder: `consumer.ts`, which exports `findings(site)`. */
export async function writeConsumer(folder: string, format: 'esm' | 'cjs'): Promise<void> {
  const type = format === 'esm' ? 'module' : 'commonjs';
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type, private: true }));
  writeFileSync(join(folder, 'consumer.ts'), source);
  writeFileSync(join(folder, 'program.d.ts'), declarations);
  const outfile = join(folder, 'program.js');
  await build({ entryPoints: [path], outfile, bundle: true, format, target: 'es2022' });
}
