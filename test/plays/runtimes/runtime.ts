import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isObject } from '../../../scripts/openapi/json.js';
import type { Findings } from './program.js';
import type { Site, Stage } from './site.js';

/** A runtime, package manager, test runner, bundler or compiler that the package is tried in. */
export interface Runtime {
  readonly name: string;
  /** Its version; rejects if it is not there. */
  readonly version: () => string | Promise<string>;
  /**
   * Runs the program there.
   *
   * @param folder an empty one, below that in which the package is installed
   */
  readonly run: (stage: Stage, folder: string) => Promise<Findings>;
  /** True if it is known to repeat a lost request by itself, which no page can prevent. */
  readonly resends?: true;
}

/** Time limit of anything that runs in a runtime, in milliseconds. */
export const patience = 300_000;

/** A program that prints what it found, of the client and the import. */
export const printProgram = `
  import * as main from 'openai-invites';
  import * as bulk from 'openai-invites/bulk';
  import { tryBulk, tryClient } from 'program';
  const site = JSON.parse(process.env.SITE);
  Promise.all([tryClient(main, site), tryBulk(main, bulk, site)]).then((all) => {
    console.log(JSON.stringify(Object.assign({}, ...all)));
  });
`;

const runFile = promisify(execFile);

/** Runs a command; resolves with its standard output. */
export async function output(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout } = await runFile(command, args, { timeout: patience, ...options });
    return stdout.trim();
  } catch (error) {
    if (!isObject(error)) throw error;
    const said = [error['message'], error['stdout']].map((text) => String(text).trim());
    throw new Error(said.join('\n'), { cause: error });
  }
}

/** The environment of a program, without the variables of an outer `npm run`. */
export function environment({ baseUrl, apiKey, trapUrl }: Site): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/i.test(name));
  return { ...Object.fromEntries(own), SITE: JSON.stringify({ baseUrl, apiKey, trapUrl }) };
}

/** A file of this folder's own `node_modules`. */
export function installed(path: string): string {
  const file = fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
  if (!existsSync(file))
    throw new Error(`${file} is missing: run npm install in test/plays/runtimes`);
  return file;
}

/** The version of an installed package. @param modules default: this folder's own `node_modules` */
export function versionOf(name: string, modules = installed('.')): string {
  const manifest: unknown = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  return isObject(manifest) ? String(manifest['version']) : 'unknown';
}

/** The first version number in a text. */
export function versionIn(text: string): string {
  return /\d+(?:\.\d+)+|\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text;
}

/** Reads a program's findings from the last line of its output. */
export function parseFindings(text: string): Findings {
  const parsed: unknown = JSON.parse(text.split('\n').at(-1) ?? '');
  if (!isObject(parsed)) throw new Error(`no findings: ${text}`);
  return Object.fromEntries(Object.entries(parsed).map(([what, how]) => [what, String(how)]));
}
