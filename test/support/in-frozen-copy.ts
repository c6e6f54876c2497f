/**
 * Runs a program out of node_modules in a copy of the project that has the frozen document, since
 * that is the one which tests are typed by:
 *
 *     node --import tsx test/support/in-frozen-copy.ts typescript-7/bin/tsc -p test
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { copyProject, root } from './project.js';

const [program = '', ...args] = process.argv.slice(2);
const { folder, remove } = copyProject();
try {
  const run = [join(root, 'node_modules', program), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, run, {
    cwd: folder,
    encoding: 'utf8',
  });
  process.stdout.write(`${stdout}${stderr}`.replaceAll(folder, root.replace(/[\\/]$/, '')));
  process.exitCode = status ?? 1;
} finally {
  remove();
}
