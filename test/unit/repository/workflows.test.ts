import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, listAt, objectAt, type JsonObject } from '../../../scripts/openapi/json.js';
import { root } from '../../support/project.js';

const folder = join(root, '.github/workflows');
const scripts = objectAt(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), 'scripts');

function read(name: string): { workflow: unknown; jobs: JsonObject } {
  const workflow: unknown = parse(readFileSync(join(folder, name), 'utf8'));
  return { workflow, jobs: objectAt(workflow, 'jobs') };
}

function stepsOf(job: unknown): JsonObject[] {
  return isObject(job) ? listAt(job, 'steps').filter(isObject) : [];
}

function commandsOf(job: unknown): string[] {
  return stepsOf(job).flatMap(({ run }) => (typeof run === 'string' ? run : []));
}

test.each(readdirSync(folder))(
  '%s runs scripts that exist, as little privileged as can be',
  (name) => {
    const { workflow, jobs } = read(name);
    expect(objectAt(workflow, 'permissions')['contents']).toBe('read');
    const commands = Object.values(jobs).flatMap(commandsOf);
    const used = commands.flatMap((command) => [
      ...command.matchAll(/npm run (?:--silent )?([\w:]+)/g),
    ]);
    for (const [, script = ''] of used) expect(Object.keys(scripts)).toContain(script);
    // Text from outside belongs into an environment variable, never into a shell command.
    expect(commands.join('\n')).not.toContain('${{');
  },
);

test.each(readdirSync(folder))('%s is bounded, and runs actions that cannot change', (name) => {
  const { workflow, jobs } = read(name);
  expect(objectAt(workflow, 'concurrency')).toHaveProperty('group');
  for (const job of Object.values(jobs))
    expect(isObject(job) && job['timeout-minutes']).toBeLessThanOrEqual(60);
  for (const step of Object.values(jobs).flatMap(stepsOf)) {
    const { uses } = step;
    if (typeof uses !== 'string') continue;
    expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    if (uses.startsWith('actions/checkout@'))
      expect(objectAt(step, 'with')['persist-credentials']).toBe(false);
  }
});

test('ci.yml covers every system and every version of Node.js that is supported', () => {
  const { jobs } = read('ci.yml');
  const matrices = ['test', 'platforms'].map((job) =>
    objectAt(objectAt(objectAt(jobs, job), 'strategy'), 'matrix'),
  );
  for (const { node } of matrices) expect(node).toEqual([20, 22, 24, 26]);
  expect(matrices[1]?.['os']).toEqual(['macos-latest', 'windows-latest']);
});

describe('release.yml', () => {
  const { workflow, jobs } = read('release.yml');

  test('publishes a tagged version, after all checks', () => {
    expect(objectAt(workflow, 'on')).toEqual({ push: { tags: ['v*'] } });
    const commands = commandsOf(jobs['publish']);
    expect(commands[1]).toContain('npm run --silent release:notes -- "$GITHUB_REF_NAME"');
    expect(commands.toSpliced(1, 1)).toEqual([
      'npm ci',
      'npm test',
      'npm audit',
      'npm publish --provenance --access public',
    ]);
  });

  test('gives each job no more than it needs', () => {
    expect(Object.keys(jobs)).toEqual(['publish', 'announce']);
    expect(objectAt(jobs, 'publish')['environment']).toBe('npm');
    const publish = { contents: 'read', 'id-token': 'write' };
    expect(objectAt(jobs, 'publish')['permissions']).toEqual(publish);
    const announce = objectAt(jobs, 'announce');
    expect(announce).toMatchObject({ needs: 'publish', permissions: { contents: 'write' } });
    // What can write to the repository runs no code of the repository or of a package.
    expect(stepsOf(announce)).toHaveLength(1);
    expect(commandsOf(announce)[0]).toMatch(/^gh release create [^\n]*$/);
  });
});

test('only a release gives a job more than its workflow has', () => {
  const others = readdirSync(folder).filter((name) => name !== 'release.yml');
  const all = others.flatMap((name) => Object.values(read(name).jobs));
  expect(all.filter((job) => isObject(job) && 'permissions' in job)).toEqual([]);
});

test('Dependabot updates every package, some days after a release', () => {
  const text = readFileSync(join(root, '.github/dependabot.yml'), 'utf8');
  const settings: unknown = parse(text);
  const updates = isObject(settings) ? listAt(settings, 'updates').filter(isObject) : [];
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  for (const update of updates)
    expect(objectAt(update, 'cooldown')['default-days']).toBeGreaterThanOrEqual(7);
  const folders = listAt(updates[0] ?? {}, 'directories');
  expect(folders).toEqual(['/', '/bench', '/test/plays/runtimes']);
  for (const folder of folders)
    expect(existsSync(join(root, String(folder), 'package.json'))).toBe(true);
});
