/**
 * The crash test in a long form: an import that is killed 500 times.
 *
 *     npm run soak
 */
import { importWithKills } from '../support/crashes.js';
import { commandIn, installPackage } from '../support/package.js';

const { folder, remove } = installPackage();
const plan = { command: commandIn(folder), folder, rows: 30_000, kills: 500 };
try {
  const { kills, posts, states, resent } = await importWithKills(plan);
  const risky = [...posts.values()].map((all) => all.filter((effect) => effect !== 'refused'));
  const twice = risky.filter(({ length }) => length > 1).length;
  const invited = [...resent.values()].filter((state) => state === 'invited').length;
  const uncertain = [...states.values()].filter((state) => state !== 'invited').length;
  console.log(`${kills} kills, ${states.size} addresses, ${uncertain} unknown before the last run`);
  console.log(`${twice} sent twice; ${invited} invited after --resend-unknown`);
  process.exitCode = twice === 0 && invited === states.size ? 0 : 1;
} finally {
  remove();
}
