import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Findings } from './program.js';
import type { Stage } from './site.js';

/** A runtime that the package is taken to. */
export interface Runtime {
  readonly name: string;
  /** The command that tells its version, or why there is none. */
  readonly version: () => Promise<string>;
  /**
   * Runs the program there.
   *
   * @param folder an empty one, below that in which the package is installed
   */
  readonly run: (stage: Stage, folder: string) => Promise<Findings>;
  /** Whether it is known to send a request again that was lost, which no page can prevent. */
  readonly resends?: true;
}

/** The longest that anything may take in a runtime, in milliseconds. */
export const patience = 60_000;

const runFile = promisify(execFile);

/** Runs a command to its end; resolves with what it wrote to standard output. */
export async function output(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout } = await runFile(command, args, { timeout: patience, ...options });
  return stdout.trim();
}

/** A file of this folder's own `node_modules`. */
export function installed(path: string): string {
  const file = fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
  if (!existsSync(file))
    throw new Error(`${file} is missing: run npm install in test/plays/runtimes`);
  return file;
}

/** The first version number in a text. */
export function versionIn(text: string): string {
  return /\d+(?:\.\d+)+|\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text;
}

/** Reads what a program said of itself. */
export function parseFindings(json: string): Findings {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`no findings: ${json}`);
  return Object.fromEntries(Object.entries(parsed).map(([what, how]) => [what, String(how)]));
}
