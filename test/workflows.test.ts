import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, listAt, objectAt } from '../scripts/generate/json.js';
import { root } from './support/project.js';

const folder = join(root, '.github/workflows');
const scripts = objectAt(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), 'scripts');

test.each(readdirSync(folder))(
  '%s runs scripts that exist, as little privileged as can be',
  (name) => {
    const workflow: unknown = parse(readFileSync(join(folder, name), 'utf8'));
    expect(objectAt(workflow, 'permissions')['contents']).toBe('read');
    const commands = Object.values(objectAt(workflow, 'jobs'))
      .filter(isObject)
      .flatMap((job) => listAt(job, 'steps').filter(isObject))
      .map(({ run }) => String(run));
    const used = commands.flatMap((command) => [
      ...command.matchAll(/npm run (?:--silent )?([\w:]+)/g),
    ]);
    for (const [, script = ''] of used) expect(Object.keys(scripts)).toContain(script);
    // Text from outside belongs into an environment variable, never into a shell command.
    expect(commands.join('\n')).not.toContain('${{');
  },
);
