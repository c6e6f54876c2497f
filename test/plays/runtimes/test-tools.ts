import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { blocks, toJavaScript } from '../../support/pages.js';
import { root } from '../../support/project.js';
import { writeBundle } from './bundle.js';
import { writeConsumer } from './consumer.js';
import type { Findings } from './program.js';
import {
  environment,
  installed,
  output,
  parseFindings,
  versionOf,
  type Runtime,
} from './runtime.js';
import type { Stage } from './site.js';

/** Where this project's own tools are. */
const ownModules = join(root, 'node_modules');

/** A test that writes its findings to a file. */
const spec = `
  import { writeFileSync } from 'node:fs';
  import * as main from 'openai-invites';
  import * as bulk from 'openai-invites/bulk';
  import { tryBulk, tryClient } from 'program';
  test('the package works', async () => {
    const site = JSON.parse(process.env.SITE);
    const findings = { ...(await tryClient(main, site)), ...(await tryBulk(main, bulk, site)) };
    writeFileSync('findings.json', JSON.stringify(findings));
  }, 60000);
`;

/** The same in TypeScript, type-checked against the package's declarations. */
const typedSpec = `
  import { writeFileSync } from 'node:fs';
  import { findings } from './consumer';
  test('the package works', async () => {
    const site: unknown = JSON.parse(process.env['SITE'] ?? '');
    writeFileSync('findings.json', JSON.stringify(await findings(site)));
  }, 60000);
`;

const typedProgram = (consumer: string): string => `
  import { findings } from '${consumer}';
  void findings(JSON.parse(process.env['SITE'] ?? '')).then((found) => {
    console.log(JSON.stringify(found));
  });
`;

/** Declares `process`, `test` and `node:fs`, so that only the package's types are needed. */
const ambient = `
  declare const process: { env: Record<string, string | undefined> };
  declare function test(name: string, run: () => Promise<void>, timeout: number): void;
  declare module 'node:fs' { export function writeFileSync(name: string, text: string): void; }
`;

const compilerOptions = {
  strict: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: 'commonjs',
  moduleResolution: 'node10',
  esModuleInterop: true,
  types: [],
};

interface Tool {
  readonly name: string;
  readonly version: () => string;
  /** Writes the project into an empty folder; returns how Node.js runs it there. */
  readonly prepare: (folder: string) => Promise<readonly string[]>;
}

const tools: readonly Tool[] = [
  {
    name: 'Jest, CommonJS',
    version: () => versionOf('jest'),
    prepare: async (folder) => {
      await writeBundle('program.spec.js', spec, folder, { format: 'cjs', platform: 'node' });
      return jest(folder, { transform: {} }, 'commonjs');
    },
  },
  {
    name: 'Jest, ES modules',
    version: () => versionOf('jest'),
    prepare: async (folder) => {
      await writeBundle('program.spec.js', spec, folder);
      await writeRecipe(folder);
      return ['--experimental-vm-modules', ...jest(folder, { transform: {} }, 'module')];
    },
  },
  {
    name: 'ts-jest, node10',
    version: () => versionOf('ts-jest'),
    prepare: async (folder) => {
      await writeConsumer(folder, 'cjs');
      writeFileSync(join(folder, 'program.spec.ts'), typedSpec);
      writeConfig(folder, ['program.spec.ts']);
      const transform = { '\\.ts$': installed('ts-jest') };
      return jest(folder, { transform }, 'commonjs');
    },
  },
  ...['threads', 'vmThreads'].map((pool) => ({
    name: `vitest, ${pool}`,
    version: () => versionOf('vitest', ownModules),
    prepare: async (folder: string) => {
      await writeBundle('program.spec.js', spec, folder);
      const vitest = join(ownModules, 'vitest/vitest.mjs');
      return [vitest, 'run', '--globals', `--root=${folder}`, `--pool=${pool}`];
    },
  })),
  {
    name: 'ts-node, node10',
    version: () => versionOf('ts-node'),
    prepare: async (folder) => {
      await writeConsumer(folder, 'cjs');
      writeFileSync(join(folder, 'main.ts'), typedProgram('./consumer'));
      writeConfig(folder, ['main.ts']);
      return ['--require', installed('ts-node/register/index.js'), 'main.ts'];
    },
  },
  ...(['esm', 'cjs'] as const).map((format) => ({
    name: `tsx, ${format === 'esm' ? 'ES modules' : 'CommonJS'}`,
    version: () => versionOf('tsx', ownModules),
    prepare: async (folder: string) => {
      await writeConsumer(folder, format);
      writeFileSync(join(folder, 'main.ts'), typedProgram('./consumer.js'));
      const { href } = pathToFileURL(join(ownModules, 'tsx/dist/loader.mjs'));
      return ['--import', href, 'main.ts'];
    },
  })),
];

export const testTools: readonly Runtime[] = tools.map(({ name, version, prepare }) => ({
  name,
  version,
  run: async (stage, folder) => runTool(await prepare(folder), stage, folder),
}));

async function runTool(args: readonly string[], stage: Stage, cwd: string): Promise<Findings> {
  const said = await output(process.execPath, args, { cwd, env: environment(stage) });
  const file = join(cwd, 'findings.json');
  return parseFindings(existsSync(file) ? readFileSync(file, 'utf8') : said);
}

/** Writes the tests of a route handler in docs/recipes.md, which are written for vitest. */
async function writeRecipe(folder: string): Promise<void> {
  const write = async (name: string, text: string): Promise<void> => {
    const [block, ...others] = blocks.filter(({ code }) => code.includes(text));
    if (!block || others.length > 0) throw new Error(`not one block of code with ${text}`);
    const script = await toJavaScript(block.code);
    writeFileSync(join(folder, name), script.replace(/^import .* from "vitest";$/m, ''));
  };
  await write('invites.mjs', 'function POST(');
  await write('recipe.spec.mjs', "from 'vitest'");
}

/** Writes Jest's configuration; returns how Node.js runs it. */
function jest(folder: string, options: object, type: 'commonjs' | 'module'): string[] {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type, private: true }));
  const testMatch = ['**/*.spec.*'];
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify({ testMatch, ...options }));
  return [installed('jest/bin/jest.js'), '--config', 'jest.config.json'];
}

function writeConfig(folder: string, files: readonly string[]): void {
  writeFileSync(join(folder, 'ambient.d.ts'), ambient);
  const config = { compilerOptions, files: ['ambient.d.ts', ...files], 'ts-node': { files: true } };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
}
