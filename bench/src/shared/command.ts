import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The current Node.js. */
export const node = process.execPath;

/** The command `openai-invites`, as it is installed. */
export const command = fileURLToPath(
  new URL('../../node_modules/.bin/openai-invites', import.meta.url),
);

/**
 * Runs a command, discards its output, and resolves with its CPU time in milliseconds: user and
 * system time of the process and all its descendants, measured by bash's `time`.
 */
export function cpuOf(...words: readonly string[]): () => Promise<number> {
  return async () => {
    const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1';
    const child = spawn('bash', ['-c', script, 'bash', ...words]);
    const exit = new Promise((resolve, reject) => {
      child.once('error', reject).once('exit', resolve);
    });
    const [said, code] = await Promise.all([text(child.stderr), exit]);
    if (code !== 0) throw new Error(`This failed (${String(code)}): ${words.join(' ')}`);
    const [user = NaN, system = NaN] = said.trim().split(' ').map(Number);
    return (user + system) * 1000;
  };
}
