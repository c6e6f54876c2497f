/**
 * Takes over another OpenAPI document in a copy of the project, as a maintainer would, and runs the
 * whole suite there:
 *
 *     npm run story -- <document>
 *
 * Exits with 1 at the first step that requires an edit by hand.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { commitAll, copyProject } from '../support/project.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: npm run story -- <document>');
  process.exit(2);
}

const steps = [
  ['run', 'sync', '--', resolve(path), '--operation', 'inviteUser'],
  ['run', 'generate'],
  ['run', 'typecheck'],
  ['version', 'minor', '--no-git-tag-version'],
  ['run', 'contract'],
  ['test'],
];

const { folder, remove } = copyProject('own');
try {
  commitAll(folder);
  const env = { ...process.env, GITHUB_BASE_REF: '' };
  const failed = steps.find((step) => {
    console.log(`\n$ npm ${step.join(' ')}`);
    const shell = process.platform === 'win32';
    return spawnSync('npm', step, { cwd: folder, env, shell, stdio: 'inherit' }).status !== 0;
  });
  console.log(failed ? `\nStopped at npm ${failed.join(' ')}` : '\nNothing had to be edited.');
  process.exitCode = failed ? 1 : 0;
} finally {
  remove();
}
