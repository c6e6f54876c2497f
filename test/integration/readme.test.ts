import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMockOrganization, type MockOrganization } from '../../src/mock/index.js';
import { installed } from '../support/installed.js';
import { commitAll, copyProject, root } from '../support/project.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const tsx = require.resolve('tsx/cli');
const tsc = require.resolve('typescript/bin/tsc');

const readme = readFileSync(join(root, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , code = '']) => code);
}

/** The README's key, so that its commands can run as they stand. */
const apiKey = 'sk-admin-example';
let organization: MockOrganization;
let project: ReturnType<typeof copyProject>;

beforeAll(async () => {
  organization = await startMockOrganization({ apiKey });
  project = copyProject();
  commitAll(project.folder);
});

afterAll(async () => {
  await organization.close();
  project.remove();
});

function environment(): NodeJS.ProcessEnv {
  const path = [join(installed, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  return {
    ...process.env,
    PATH: path,
    OPENAI_ADMIN_KEY: apiKey,
    OPENAI_BASE_URL: organization.url,
  };
}

test('every code block is in a language that is run here', () => {
  const languages = [...readme.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
  expect(new Set(languages)).toEqual(new Set(['ts', 'sh']));
});

/** All but those that need a document with the list of invites: recipes.test.ts runs these. */
const typescript = blocks('ts').filter((code) => !code.includes('existing'));

describe('TypeScript', () => {
  test.each(typescript.map((code, index) => [index, code] as const))(
    'block %i compiles and makes its invite',
    async (index, code) => {
      const file = join(installed, `block-${index}.mts`);
      writeFileSync(file, code);
      const invited = organization.invites.length;
      const options = { cwd: installed, env: environment() };
      const { stderr } = await run(process.execPath, [tsx, file], options);
      expect(stderr).toBe('');
      const own = code.includes('startMockOrganization');
      expect(organization.invites.length).toBe(own ? invited : invited + 1);
    },
  );

  test('all blocks pass the compiler', async () => {
    const files = typescript.map((code, index) => {
      const file = join(installed, `checked-${index}.mts`);
      writeFileSync(file, code);
      return file;
    });
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext'];
    await run(process.execPath, [tsc, ...options, ...types, ...files], { cwd: installed });
  });
});

describe('shell', () => {
  const shell = blocks('sh');

  test('the first block is what CI runs', () => {
    expect(shell[0]).toBe('npm ci && npm start\nnpm ci && npm test\n');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^npm ci\nnpm test$/m);
  });

  test.each(shell.slice(1).map((code, index) => [index + 1, code] as const))(
    'block %i runs without a failure',
    async (_index, code) => {
      const maintains = code.includes('npm run');
      const cwd = maintains ? project.folder : installed;
      await run('bash', ['-euc', code], { cwd, env: environment() });
    },
  );
});
