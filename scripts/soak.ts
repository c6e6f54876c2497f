/**
 * The crash test in a long form: an import that is killed 500 times.
 *
 *     npm run soak
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importWithKills } from '../test/support/crashes.js';

const folder = mkdtempSync(join(tmpdir(), 'openai-invites-soak-'));
try {
  const { kills, posts, states, resent } = await importWithKills(folder, 30_000, 500);
  const risky = [...posts.values()].map((all) => all.filter((effect) => effect !== 'refused'));
  const twice = risky.filter(({ length }) => length > 1).length;
  const invited = [...resent.values()].filter((state) => state === 'invited').length;
  const uncertain = [...states.values()].filter((state) => state !== 'invited').length;
  console.log(`${kills} kills, ${states.size} addresses, ${uncertain} unknown before the last run`);
  console.log(`${twice} sent twice; ${invited} invited after --resend-unknown`);
  process.exitCode = twice === 0 && invited === states.size ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
