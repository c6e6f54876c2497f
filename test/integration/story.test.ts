import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaced } from '../support/document.js';
import { commitAll, copyProject, root } from '../support/project.js';

const require = createRequire(import.meta.url);
const tsx = require.resolve('tsx/cli');
const tsc = require.resolve('typescript/bin/tsc');

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
  commitAll(project.folder);
});

afterAll(() => {
  project.remove();
});

function run(command: string, ...args: string[]): Promise<{ code: unknown; output: string }> {
  const env = { ...process.env, GITHUB_BASE_REF: '' };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: project.folder, env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

const script = (name: string, ...args: string[]) => {
  return run(process.execPath, tsx, `scripts/${name}.ts`, ...args);
};
const sync = (...args: string[]) => {
  return script('sync', 'test/fixtures/specs/newer.yaml', ...args);
};

/** Times and commits vary. */
function steady(text: string): string {
  return text.replaceAll(/\d+\.\d\d s/g, '_ s').replaceAll(/\([0-9a-f]{7}\)/g, '(_)');
}

/** What the README shows of a maintainer's terminal, without prompts and gaps. */
function shown(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, section = ''] = readme.split('## When the OpenAPI document changes');
  return [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, language]) => language === '')
    .flatMap(([, , text = '']) => text.split('\n'))
    .filter((line) => line !== '' && !line.startsWith('$ ') && line.trim() !== '…')
    .map((line) => steady(line.replace(/ …$/, '')));
}

test("a newer document is taken over as the README's story goes", async () => {
  expect((await sync('--check')).code).toBe(1);
  const synced = await sync();
  expect(synced.code).toBe(0);
  expect((await sync('--check')).code).toBe(0);

  const before = await script('contract');
  expect(before.code).toBe(1);
  expect(before.output).toMatch(/^Failed: generated, change, wire\.$/m);

  expect((await script('generate')).code).toBe(0);
  const compiled = await run(process.execPath, tsc);
  const places = [...compiled.output.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(
    ([, file]) => file,
  );
  expect(new Set(places)).toEqual(new Set(['test/unit/mock/mock.test.ts']));

  const path = join(project.folder, 'test/unit/mock/mock.test.ts');
  const mended = replaced(
    readFileSync(path, 'utf8'),
    ['invite.expires_at - invite.invited_at', '(invite.expires_at ?? 0) - invite.created_at'],
    ['invite.invited_at', 'invite.created_at'],
  );
  writeFileSync(path, mended);
  expect((await run(process.execPath, tsc)).output).toBe('');

  const unannounced = await script('contract');
  expect(unannounced.output).toMatch(/^Failed: change\.$/m);
  await run('npm', 'version', 'minor', '--no-git-tag-version');
  const announced = await script('contract');
  expect([announced.code, announced.output]).toEqual([0, expect.stringMatching(/contract holds/)]);

  const all = [synced, compiled, unannounced, announced].map(({ output }) => steady(output)).join();
  expect(shown().filter((line) => !all.includes(line))).toEqual([]);
  expect(shown().length).toBeGreaterThan(20);
});

test('what cannot be synced ends with another exit code than a difference', async () => {
  const { code, output } = await sync('--check', '--operation', 'inviteUsr');
  expect(code).toBe(2);
  expect(output).toContain('Did you mean inviteUser?');
});
