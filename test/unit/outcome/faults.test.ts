import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeFaults } from '../../support/fault-page.js';
import { faultTable, observe } from '../../support/faults.js';
import { root } from '../../support/project.js';

const rows = faultTable.map((row) => [row.fault, row] as const);

test.each(rows)('%s', async (_name, row) => {
  expect(await observe(row)).toEqual(row.expected);
});

test('docs/faults.md holds this very table', async () => {
  const rows = faultTable.map(({ fault, expected }) => ({ fault, observed: expected }));
  await expect(describeFaults(rows)).toMatchFileSnapshot(join(root, 'docs/faults.md'));
});
