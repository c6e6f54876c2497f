import { run } from '../../src/cli/program.js';

/** What a command wrote, and its exit code. */
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
  const code = await run(args, {
    env,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    input: () => Promise.resolve(Buffer.from(input)),
    status: undefined,
    columns: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
