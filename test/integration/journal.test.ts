import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../src/bulk/journal/journal.js';
import { root, temporaryFolder } from '../support/project.js';

const owner = { input: 'staff.csv', target: 'https://api.example/v1' };

test('the lock of a process that was killed is free', async () => {
  const path = join(temporaryFolder(), 'staff.csv.journal.ndjson');
  const code = `
    import { Journal } from ${JSON.stringify(join(root, 'src/bulk/journal/journal.ts'))};
    await Journal.open(${JSON.stringify(path)}, ${JSON.stringify(owner)});
    console.log('open');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: root,
  });
  await once(child.stdout, 'data');
  await expect(Journal.open(path, owner)).rejects.toThrow('in use by another run');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await Journal.open(path, owner)).close();
});
