/**
 * Tries the packed package in every supported runtime, package manager, test runner, bundler and
 * TypeScript version, and prints a table:
 *
 *     npm run test:runtimes [-- <part of a name> …]
 *
 * In each, it makes an invite, provokes a failure, and loses an answer on a connection that was
 * kept alive. Exits with 1 if anything fails or an environment is missing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Mock from '../../src/mock/index.js';
import { installPackage } from '../support/package.js';
import { chromium } from './runtimes/chromium.js';
import { bundlers } from './runtimes/bundlers.js';
import { managers } from './runtimes/managers.js';
import { next } from './runtimes/next.js';
import { bun, deno, nodes } from './runtimes/processes.js';
import type { Findings } from './runtimes/program.js';
import type { Runtime } from './runtimes/runtime.js';
import { setStage } from './runtimes/site.js';
import { compileConsumer, compilers } from './runtimes/types.js';
import { testTools } from './runtimes/test-tools.js';
import { workerds } from './runtimes/workerd.js';

const runtimes: readonly Runtime[] = [
  ...[...nodes, bun, deno, ...workerds, chromium],
  ...managers,
  ...testTools,
  ...[...bundlers, next],
];

/** The findings in one environment. */
interface Seen {
  readonly name: string;
  readonly findings: Findings;
}

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const isWanted = ({ name }: { readonly name: string }): boolean =>
  wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part));

const { folder, remove } = installPackage();
const { href } = pathToFileURL(join(folder, 'node_modules/openai-invites/dist/mock.js'));
// The package's own mock, which uses the document that the package was generated from.
const { startMockOrganization } = (await import(href)) as typeof Mock;
process.exitCode = 0;
try {
  printRow('environment', 'works', 'seen');
  printRow('-'.repeat(28), '-----', '----');
  for await (const seen of tryEverything()) if (!report(seen)) process.exitCode = 1;
} finally {
  remove();
}

async function* tryEverything(): AsyncGenerator<Seen> {
  for (const [index, runtime] of runtimes.filter(isWanted).entries()) {
    const own = join(folder, `runtime-${index}`);
    mkdirSync(own);
    yield tryRuntime(runtime, own);
  }
  const own = join(folder, 'types');
  mkdirSync(own);
  for (const compiler of compilers.filter(isWanted))
    yield {
      name: `TypeScript ${compiler.version()}`,
      findings: await compileConsumer(compiler, own),
    };
}

async function tryRuntime(runtime: Runtime, own: string): Promise<Seen> {
  const stage = await setStage(await startMockOrganization());
  let { name } = runtime;
  try {
    name += ` ${await runtime.version()}`;
    const findings = await runtime.run(stage, own);
    return {
      name,
      findings: { ...findings, 'sent once': describePosts(stage.trapped(), runtime) },
    };
  } catch (error) {
    return { name, findings: { run: error instanceof Error ? error.message : String(error) } };
  } finally {
    await stage.close();
  }
}

/** Two POSTs must reach the trap: one that is answered, and one whose answer is lost. */
function describePosts(posts: number, { resends }: Runtime): string {
  if (posts === 2) return 'ok';
  return posts > 2 && resends ? 'ok (by the browser itself)' : `${posts - 2} times`;
}

/** Prints a row of the table; returns true if everything works. */
function report({ name, findings }: Seen): boolean {
  const entries = Object.entries(findings);
  const faults = entries.filter(([, how]) => !how.startsWith('ok'));
  const sound = faults.length === 0;
  printRow(name, sound ? 'yes' : 'NO', (sound ? entries : faults).map(([what]) => what).join(', '));
  for (const [what, how] of faults) console.error(`${name}, ${what}: ${how}`);
  return sound;
}

function printRow(name: string, works: string, seen: string): void {
  console.log(`| ${name.padEnd(28)} | ${works.padEnd(5)} | ${seen} |`);
}
