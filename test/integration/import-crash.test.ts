import { expect, test } from 'vitest';
import { importWithKills, isMade } from '../support/crashes.js';
import { command } from '../support/installed.js';
import { temporaryFolder } from '../support/project.js';

test('an import that is killed at any moment sends nothing twice and loses no row', async () => {
  const rows = 300;
  const cli = [process.execPath, command];
  const crashes = { cli, folder: temporaryFolder(), rows, kills: 6 };
  const { kills, code, posts, tooEarly, states, settled, allPosts } =
    await importWithKills(crashes);
  // A kill comes after at most 60 POSTs, with at most 16 on their way.
  expect(kills).toBeGreaterThanOrEqual(4);
  expect(code).toBe(3);
  for (const [email, effects] of posts) {
    const risky = effects.filter((effect) => effect !== 'refused');
    expect(risky.length, email).toBeLessThanOrEqual(1);
    if (states.get(email) === 'invited') expect(risky, email).toEqual(['made']);
    if (states.get(email) === 'not-invited') expect(risky, email).toEqual([]);
  }
  expect(tooEarly).toEqual([]);
  expect(states.size).toBe(rows);
  const uncertain = [...states].filter(([, state]) => state !== 'invited');
  expect(uncertain.every(([, state]) => state === 'unknown' || state === 'intent')).toBe(true);
  // Two in 40 are lost on the way; a kill adds at most as many as are on their way.
  expect(uncertain.length).toBeLessThanOrEqual(2 * Math.ceil(rows / 40) + kills * 16);
  expect(settled.size).toBe(rows);
  expect(new Set(settled.values())).toEqual(new Set(['invited']));
  for (const [email, effects] of allPosts) expect(effects.filter(isMade), email).toHaveLength(1);
}, 180_000);
