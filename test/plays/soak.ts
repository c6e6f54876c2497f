/**
 * The long form of the crash test: kills an import 500 times while its file is renamed, copied and
 * linked, and while a second import runs in another network namespace. Some runs get the list of the
 * organization's invites. Requires Linux, and root for the network namespace.
 *
 *     npm run soak
 */
import { importWithKills, isMade } from '../support/crashes.js';
import { commandIn, installPackage } from '../support/package.js';

const { folder, remove } = installPackage();
const rows = Number(process.env['SOAK_ROWS'] ?? 30_000);
const kills = Number(process.env['SOAK_KILLS'] ?? 500);
const cli = [process.execPath, commandIn(folder)];
try {
  const survived = await importWithKills({ folder, rows, kills, cli, mixed: true });
  const { posts, states, settled, allPosts, tooEarly } = survived;
  const count = <T>(values: Iterable<T>, is: (value: T) => boolean): number =>
    [...values].filter(is).length;
  // A request that made no invite is sent again once a list fetched five minutes later proves it.
  const twice = count(posts.values(), (all) => all.slice(0, -1).some(isMade));
  const notOnce = count(allPosts.values(), (all) => all.filter(isMade).length !== 1);
  const uncertain = count(states.values(), (state) => state !== 'invited');
  const invited = count(settled.values(), (outcome) => outcome === 'invited');
  console.log(
    `${survived.kills} kills, ${survived.refused} runs refused since another had the journal`,
  );
  console.log(`${states.size} of ${rows} addresses, ${uncertain} unknown before the last runs`);
  console.log(`${twice} sent again after an invite was made, before the unknown were settled`);
  const resent = count(posts.values(), (all) => all.length > 1);
  console.log(`${resent} have several POSTs by then`);
  console.log(`${tooEarly.length} unknown were sent again before a list allowed it`);
  console.log(`${invited} invited in the end; ${notOnce} not exactly once`);
  const sound = twice === 0 && tooEarly.length === 0 && notOnce === 0 && states.size === rows;
  process.exitCode = sound && invited === rows && survived.kills >= kills ? 0 : 1;
} finally {
  remove();
}
