import { execFile } from 'node:child_process';

/** The output of a git command; undefined if it fails. */
export function git(folder: string, ...args: string[]): Promise<string | undefined> {
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
