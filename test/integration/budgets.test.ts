import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { expect, test } from 'vitest';
import { installed } from '../support/installed.js';
import { dependenciesOf } from '../support/package.js';
import { root } from '../support/project.js';

/** The main entry with all that it needs, minified and compressed, in kB (1000 bytes). */
const bundleBudget = 15.7;

/** The package with all its run-time dependencies, in MB (1000000 bytes). */
const installedBudget = 3;

const program = `
  import { createClient } from 'openai-invites';
  const client = createClient();
  console.log(await client.inviteUser({ email: 'ada@example.com', role: 'reader' }));
`;

/** What a user's bundler makes of an entry for the browser, and of which files. */
async function bundle(entry: Pick<BuildOptions, 'absWorkingDir' | 'entryPoints' | 'stdin'>) {
  const { outputFiles, metafile } = await build({
    ...entry,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*'],
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return {
    bytes: gzipSync(outputFiles.map(({ text }) => text).join(''), { level: 9 }).byteLength,
    inputs: Object.keys(metafile.inputs),
    external: imports.filter(({ external }) => external).map(({ path }) => path),
  };
}

function bundleProgram() {
  return bundle({ absWorkingDir: installed, stdin: { contents: program, resolveDir: installed } });
}

test(`a program that makes one invite is ${bundleBudget} kB at most`, async () => {
  const { bytes } = await bundleProgram();
  expect(bytes / 1000).toBeLessThanOrEqual(bundleBudget);
});

test(`with all run-time dependencies, the package is ${installedBudget} MB at most`, () => {
  const files = readdirSync(join(installed, 'node_modules'), {
    recursive: true,
    withFileTypes: true,
  }).filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
  expect(megabytes).toBeLessThanOrEqual(installedBudget);
});

test('the package needs openapi-fetch and what that depends on: two packages', async () => {
  const { inputs } = await bundleProgram();
  const imported = inputs.flatMap(
    (path) => /\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect(new Set(imported)).toEqual(new Set(['openai-invites', 'openapi-fetch']));
  const modules = join(installed, 'node_modules');
  expect(dependenciesOf(join(modules, 'openai-invites'), modules)).toEqual(
    new Set(['openapi-fetch', 'openapi-typescript-helpers']),
  );
});

test('the main entry runs without Node.js, the bulk import, the mock and the command', async () => {
  const { inputs, external } = await bundle({ absWorkingDir: root, entryPoints: ['src/index.ts'] });
  expect(inputs).toContain('src/client.ts');
  expect(inputs.filter((path) => /^src\/(bulk|mock|cli)\//.test(path))).toEqual([]);
  expect(external).toEqual([]);
  // What is built may share files among the entries.
  expect((await bundleProgram()).external).toEqual([]);
});
