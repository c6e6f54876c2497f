import { expect, test } from 'vitest';
import { inParallel } from '../../../src/bulk/pool.js';

test('when a server refuses all but the first hundred, few are in flight, whatever the limit', async () => {
  let [inFlight, most] = [0, 0];
  const work = async (item: number): Promise<void> => {
    inFlight++;
    if (item === 100) most = inFlight;
    await new Promise(setImmediate);
    inFlight--;
  };
  for await (const done of inParallel(Array(200).keys(), 64, work)) expect(done).toBeUndefined();
  expect(most).toBeGreaterThan(20);
  expect(most).toBeLessThanOrEqual(30);
});
