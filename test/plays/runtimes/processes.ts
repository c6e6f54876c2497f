import { join } from 'node:path';
import { isObject } from '../../../scripts/openapi/json.js';
import { writeBundle } from './bundle.js';
import type { Findings } from './program.js';
import {
  environment,
  installed,
  output,
  parseFindings,
  printProgram,
  versionIn,
  type Runtime,
} from './runtime.js';
import type { Stage } from './site.js';

/** Node.js in the lowest supported version, and newer ones. */
export const nodes: readonly Runtime[] = ['node20', 'node22', 'node24', 'node26'].map((name) => {
  const command = (): string => installed(`${name}/bin/node`);
  return {
    name: 'Node.js',
    version: async () => versionIn(await output(command(), ['--version'])),
    run: async (stage, folder) => ({
      ...(await runProgram(command(), [], stage, folder)),
      ...(await runCommand(command(), folder)),
    }),
  };
});

export const bun: Runtime = {
  name: 'Bun',
  version: () => output(installed('.bin/bun'), ['--version']),
  run: (stage, folder) => runProgram(installed('.bin/bun'), ['run'], stage, folder),
};

export const deno: Runtime = {
  name: 'Deno',
  version: async () => versionIn(await output(installed('.bin/deno'), ['--version'])),
  run: (stage, folder) => {
    const permissions = ['--allow-net', '--allow-env', '--allow-read', '--allow-write'];
    return runProgram(installed('.bin/deno'), ['run', ...permissions], stage, folder);
  },
};

/** Imports the package as installed. */
async function runProgram(
  command: string,
  args: readonly string[],
  stage: Stage,
  folder: string,
): Promise<Findings> {
  const program = await writeBundle('program.mjs', printProgram, folder);
  const env = environment(stage);
  return parseFindings(await output(command, [...args, program], { cwd: folder, env }));
}

async function runCommand(node: string, folder: string): Promise<Findings> {
  const bin = join(folder, '../node_modules/.bin/openai-invites');
  const args = ['create', 'ada@example.com', '--role', 'reader', '--mock', '--json'];
  const said = await output(node, [bin, ...args], { cwd: folder });
  const invite: unknown = JSON.parse(said);
  const isRight = isObject(invite) && invite['email'] === 'ada@example.com';
  return { command: isRight ? 'ok' : said };
}
