import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { copyProject } from '../support/project.js';

test('no call of a small soak is reported wrongly, sent twice, or leaves anything behind', () => {
  const { folder, remove } = copyProject();
  try {
    const args = ['--import', 'tsx', 'test/plays/soak-client.ts', '--calls', '150', '--seed', '7'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect(stdout).toMatch(/^\d{3} calls: 0 lies, 0 doubles, 0 other faults$/m);
  } finally {
    remove();
  }
});
