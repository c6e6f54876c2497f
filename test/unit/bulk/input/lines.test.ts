import { expect, test } from 'vitest';
import { addTo } from '../../../../src/bulk/input/lines.js';

test('a line is added to its group in place, whose other lines are not copied', () => {
  const groups = new Map<string, number[]>();
  addTo(groups, 'suspended', 2);
  const group = groups.get('suspended');
  addTo(groups, 'suspended', 4);
  addTo(groups, 'locked', 3);
  expect(groups.get('suspended')).toBe(group);
  expect([...groups]).toEqual([
    ['suspended', [2, 4]],
    ['locked', [3]],
  ]);
});
