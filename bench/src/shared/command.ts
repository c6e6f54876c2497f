import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** How long a command took, in milliseconds. */
export interface Duration {
  readonly elapsed: number;
  /** User and system time of the process and of all its descendants. */
  readonly cpu: number;
}

/** Runs a command to its end, with its output thrown away; bash's `time` measures it. */
export async function timeCommand(command: readonly string[], cwd?: string): Promise<Duration> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1';
  const child = spawn('bash', ['-c', script, 'bash', ...command], { cwd });
  const exit = new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  const [said, code] = await Promise.all([text(child.stderr), exit]);
  if (code !== 0) throw new Error(`This failed (${String(code)}): ${command.join(' ')}`);
  const [elapsed = NaN, user = NaN, system = NaN] = said.trim().split(' ').map(Number);
  return { elapsed: elapsed * 1000, cpu: (user + system) * 1000 };
}

/** The CPU time of a command, for {@link interleave}. */
export function cpuOf(...command: readonly string[]): () => Promise<number> {
  return async () => (await timeCommand(command)).cpu;
}

/** This very Node. */
export const node = process.execPath;
