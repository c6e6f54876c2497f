import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMockOrganization, type MockOrganization } from '../../src/mock/index.js';
import { compile, strictOptions } from '../support/compile.js';
import { installed } from '../support/installed.js';
import { root } from '../support/project.js';
import { blocks, readme, toJavaScript } from '../support/readme.js';

const run = promisify(execFile);

/** The README's key, so that its commands can run as they stand. */
const apiKey = 'sk-admin-example';
let organization: MockOrganization;

beforeAll(async () => {
  organization = await startMockOrganization({ apiKey });
});

afterAll(() => organization.close());

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
    'block %i makes its invite',
    async (index, code) => {
      const file = join(installed, `block-${index}.mjs`);
      writeFileSync(file, await toJavaScript(code));
      const invited = organization.invites.length;
      const options = { cwd: installed, env: environment() };
      const { stderr } = await run(process.execPath, [file], options);
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
    expect(await compile([...strictOptions, ...files], installed)).toBe('');
  });
});

describe('shell', () => {
  const shell = blocks('sh');

  test('the first block is what CI runs', () => {
    expect(shell[0]).toBe('npm ci && npm start\nnpm ci && npm test\n');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^npm ci\nnpm test$/m);
  });

  const isOfTheProject = (code: string): boolean => /^npm /m.test(code);

  test.each(
    shell
      .filter((code) => !isOfTheProject(code))
      .map((code) => [code.split('\n')[0], code] as const),
  )('%s: the block runs without a failure', async (_line, code) => {
    await run('bash', ['-euc', code], { cwd: installed, env: environment() });
  });

  test("the project's own commands, which the story plays, are in package.json", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = shell.flatMap((code) => [...code.matchAll(/npm run ([\w:]+)/g)]);
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = ''] of named) expect(scripts).toHaveProperty([name]);
  });
});
