/**
 * Takes the packed package to every runtime and TypeScript version that it is meant for:
 *
 *     npm run test:runtimes
 *
 * An invite is made in each, a failure met, and an answer lost on a connection that was kept alive.
 * Ends with exit code 1 where anything is not as it should be, or a runtime is missing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Mock from '../../src/mock/index.js';
import { installPackage } from '../support/package.js';
import { chromium } from './runtimes/chromium.js';
import { bun, deno, nodes } from './runtimes/processes.js';
import type { Findings } from './runtimes/program.js';
import type { Runtime } from './runtimes/runtime.js';
import { setStage } from './runtimes/site.js';
import { compileConsumer } from './runtimes/types.js';
import { workerd } from './runtimes/workerd.js';

const runtimes: readonly Runtime[] = [...nodes, bun, deno, workerd, chromium];
/** What was seen, and under which name. */
interface Seen {
  readonly name: string;
  readonly findings: Findings;
}

const { folder, remove } = installPackage();
const { href } = pathToFileURL(join(folder, 'node_modules/openai-invites/dist/mock.js'));
// The package's own, since it speaks as the document says which the package was generated from.
const { startMockOrganization } = (await import(href)) as typeof Mock;
process.exitCode = 0;
try {
  for await (const seen of tryEverything()) if (!report(seen)) process.exitCode = 1;
} finally {
  remove();
}

async function* tryEverything(): AsyncGenerator<Seen> {
  for (const [index, runtime] of runtimes.entries()) {
    const own = join(folder, `runtime-${index}`);
    mkdirSync(own);
    yield tryRuntime(runtime, own);
  }
  const own = join(folder, 'types');
  mkdirSync(own);
  for (const { version, findings } of await compileConsumer(own))
    yield { name: `TypeScript ${version}`, findings };
}

async function tryRuntime(runtime: Runtime, own: string): Promise<Seen> {
  const stage = await setStage(await startMockOrganization());
  let { name } = runtime;
  try {
    name += ` ${await runtime.version()}`;
    const findings = await runtime.run(stage, own);
    return { name, findings: { ...findings, 'sent once': judge(stage.trapped(), runtime) } };
  } catch (error) {
    return { name, findings: { run: error instanceof Error ? error.message : String(error) } };
  } finally {
    await stage.close();
  }
}

/** Two POSTs reach the trap: the one that is answered, and the one that is lost. */
function judge(posts: number, { resends }: Runtime): string {
  if (posts === 2) return 'ok';
  return posts > 2 && resends ? 'ok (by the browser itself)' : `${posts - 2} times`;
}

/** Whether all is as it should be; says what is not. */
function report({ name, findings }: Seen): boolean {
  const entries = Object.entries(findings);
  const faults = entries.filter(([, how]) => !how.startsWith('ok'));
  const sound = faults.length === 0;
  const words = sound ? entries.map(([what]) => what) : faults.map((fault) => fault.join(': '));
  console.log(`${sound ? 'ok  ' : 'FAIL'} ${name.padEnd(24)} ${words.join(', ')}`);
  return sound;
}
