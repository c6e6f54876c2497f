import { run } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** The output and the exit code of a command. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function commandLine(
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = terminalWith({
    env,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    input: () => Promise.resolve(Buffer.from(input)),
  });
  const code = await run(args, terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** A terminal that discards everything, except for the given parts. */
export function terminalWith(parts: Partial<Terminal>): Terminal {
  return {
    env: {},
    out: () => undefined,
    err: () => undefined,
    input: () => Promise.resolve(Buffer.from('')),
    status: undefined,
    columns: () => undefined,
    signal: new AbortController().signal,
    ...parts,
  };
}
