import { spawn } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../scripts/generate/files.js';
import { frozenProject } from '../support/document.js';
import { root, temporaryFolder } from '../support/project.js';

const fixture = (name: string) => join(root, 'test/fixtures/specs', name);

function run(...argv: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = ['--import', 'tsx/esm', 'scripts/generate.ts', ...argv];
  const child = spawn(process.execPath, command, { cwd: root });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((done) => {
    child.on('close', (code) => {
      done({ code, stdout, stderr });
    });
  });
}

test('replaces the whole folder and leaves nothing beside it', async () => {
  const parent = temporaryFolder();
  const out = join(parent, 'generated');
  await cp(frozenProject.generated, out, { recursive: true });
  await writeFile(join(out, 'stale.ts'), '');
  const result = await run('--spec', fixture('rich-3.1.yaml'), '--out', out);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(await readdir(parent)).toEqual(['generated']);
  const files = await generate(fixture('rich-3.1.yaml'));
  expect((await readdir(out)).sort()).toEqual([...files.keys()].sort());
  for (const [name, content] of files) {
    expect(await readFile(join(out, name), 'utf8'), name).toBe(content);
  }
});

test('a broken document: exit 1, one line that names the place, the folder as it was', async () => {
  const parent = temporaryFolder();
  const spec = join(parent, 'broken.yaml');
  const out = join(parent, 'generated');
  await cp(frozenProject.generated, out, { recursive: true });
  await writeFile(spec, 'openapi: 3.0.0\npaths: {a: [}\n');
  const result = await run('--spec', spec, '--out', out);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/^\S*broken\.yaml:2:\d+: not valid YAML: .+\n$/);
  expect((await readdir(parent)).sort()).toEqual(['broken.yaml', 'generated']);
  expect(await readFile(join(out, 'schema.ts'))).toEqual(
    await readFile(join(frozenProject.generated, 'schema.ts')),
  );
});
