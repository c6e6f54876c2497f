/**
 * Runs one of the installed commands in a copy of the project that has the frozen document, since
 * that is the one which tests are typed by:
 *
 *     node --import tsx test/support/in-frozen-copy.ts tsc -p test
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { copyProject, root } from './project.js';

const [name = '', ...args] = process.argv.slice(2);
const { folder, remove } = copyProject();
try {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  process.stdout.write(`${stdout}${stderr}`.replaceAll(folder, root.replace(/[\\/]$/, '')));
  process.exitCode = status ?? 1;
} finally {
  remove();
}
