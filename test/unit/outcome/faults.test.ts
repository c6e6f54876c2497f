import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeFaults } from '../../../scripts/faults/document.js';
import { faultTable, observe } from '../../support/faults.js';
import { root } from '../../support/project.js';

const rows = faultTable.map((row) => [row.fault, row] as const);

test.each(rows)('%s', async (_name, row) => {
  expect(await observe(row)).toEqual(row.expected);
});

test('docs/faults.md holds this very table', () => {
  const rows = faultTable.map(({ fault, expected }) => ({ fault, observed: expected }));
  expect(readFileSync(join(root, 'docs/faults.md'), 'utf8')).toBe(describeFaults(rows));
});
