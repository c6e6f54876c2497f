import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, node } from './command.js';
import { apiKey } from './invite.js';

/** The time and memory of a process. */
export interface Taken {
  readonly milliseconds: number;
  /** Peak memory (resident set size). */
  readonly peakBytes: number;
}

/** The arguments of Node that import the file of {@link withFile}. */
export function importCommand(concurrency: number): string[] {
  return [command, 'import', 'staff.csv', '--concurrency', String(concurrency)];
}

/** Records what only the process itself knows. */
const meter = `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  writeFileSync('peak', String(process.resourceUsage().maxRSS * 1024));
});`)}`;

/** Runs a program in a folder that contains only a file with this many rows. */
export async function withFile(
  rows: number,
  baseUrl: string,
  args: readonly string[],
): Promise<Taken> {
  const cwd = mkdtempSync(join(tmpdir(), 'openai-invites-bench-'));
  const lines = Array.from({ length: rows }, (_, index) => `user${index}@example.com,reader\n`);
  writeFileSync(join(cwd, 'staff.csv'), `email,role\n${lines.join('')}`);
  const env = { ...process.env, OPENAI_BASE_URL: baseUrl, OPENAI_ADMIN_KEY: apiKey };
  try {
    const start = performance.now();
    const child = spawn(node, ['--import', meter, ...args], { cwd, env, stdio: 'ignore' });
    await once(child, 'exit');
    const milliseconds = performance.now() - start;
    if (child.exitCode !== 0) throw new Error(`This failed: ${args.join(' ')}`);
    return { milliseconds, peakBytes: Number(readFileSync(join(cwd, 'peak'), 'utf8')) };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
