/**
 * What any document must meet that the project takes over, and what is generated from it. All of it
 * is asked of the project's own document, and derived from that.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sample } from 'openapi-sampler';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkSpec } from '../../../scripts/contract/checks/spec.js';
import { projectIn } from '../../../scripts/contract/project.js';
import { generate } from '../../../scripts/generate/files.js';
import { isObject, listAt, objectAt, resolve, stringsAt } from '../../../scripts/openapi/json.js';
import { collectOperations, type Operation } from '../../../scripts/openapi/operations.js';
import { loadSpec, type Spec } from '../../../scripts/openapi/spec.js';
import { listViolations, findViolations } from '../../../src/violations.js';
import { root } from '../../support/project.js';

const project = projectIn(root);

type Check = Parameters<typeof findViolations>[0];
interface Checks {
  readonly request: Check;
  readonly responses: Readonly<Record<string, Check>>;
}

let spec: Spec;
let operation: Operation;
let checks: Checks;

beforeAll(async () => {
  spec = await loadSpec(project.spec);
  const found = collectOperations(spec).find(({ id }) => id === 'inviteUser');
  if (found === undefined) throw new Error('The document has no operation inviteUser.');
  operation = found;
  // By its path, since the imports of generated code lead to that of the frozen document.
  const { href } = pathToFileURL(join(project.generated, 'validators.js'));
  const module = (await import(/* @vite-ignore */ href)) as {
    validators: Record<string, Checks | undefined>;
  };
  const own = module.validators['inviteUser'];
  if (own === undefined) throw new Error('There are no checks for inviteUser.');
  checks = own;
});

/** What the document documents at a place, where `$ref`s lead. */
function schemaAt(pointer: string) {
  const { value } = resolve(spec.document, { $ref: pointer });
  return isObject(value) ? value : {};
}

/** An object that the schema allows. */
function sampleOf(pointer: string, skipNonRequired: boolean): Record<string, unknown> {
  const options = { skipNonRequired, skipReadOnly: true, quiet: true };
  const value: unknown = sample(schemaAt(pointer), options, spec.document);
  if (!isObject(value)) throw new Error(`What stands at ${pointer} is no object.`);
  return value;
}

function faults(check: Check | undefined, value: unknown): string {
  if (check === undefined) throw new Error('There is no such check.');
  return listViolations(findViolations(check, value));
}

test('generated/ holds exactly what the document says, byte for byte', async () => {
  const files = await generate(project.spec);
  expect((await readdir(project.generated)).sort()).toEqual([...files.keys()].sort());
  for (const [name, content] of files)
    expect(await readFile(join(project.generated, name), 'utf8'), name).toBe(content);
});

test('the document holds nothing that stands in the way of its use', async () => {
  const { findings } = await checkSpec(project);
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('a request', () => {
  const pointer = (): string => operation.request?.pointer ?? '';

  test.each([true, false])('is accepted with all that it may hold, or the least: %j', (least) => {
    expect(faults(checks.request, sampleOf(pointer(), least))).toBe('');
  });

  test('is refused without any one of the properties that it must have', () => {
    const least = sampleOf(pointer(), true);
    const required = stringsAt(schemaAt(pointer()), 'required');
    expect(Object.keys(least)).toEqual(expect.arrayContaining(required));
    for (const name of required) {
      const rest = Object.fromEntries(Object.entries(least).filter(([key]) => key !== name));
      expect(faults(checks.request, rest)).toContain(`/${name}`);
    }
  });

  test('is refused with a property that is not documented', () => {
    const more = { ...sampleOf(pointer(), true), 'no-such-property': 1 };
    expect(faults(checks.request, more)).toContain('/no-such-property');
  });

  test('is refused with a value that an enumeration does not list', () => {
    const least = sampleOf(pointer(), true);
    const properties = Object.entries(objectAt(schemaAt(pointer()), 'properties'));
    for (const [name, schema] of properties) {
      const [value, ...more] = isObject(schema) ? listAt(schema, 'enum') : [];
      if (value === undefined) continue;
      for (const listed of [value, ...more])
        expect(faults(checks.request, { ...least, [name]: listed })).toBe('');
      expect(
        faults(checks.request, { ...least, [name]: `not ${JSON.stringify(value)}` }),
      ).toContain(name);
    }
  });
});

test('every documented success has a check that takes its sample, and misses what is required', () => {
  const successes = [...operation.responses].filter(([status]) => status.startsWith('2'));
  expect(successes.length).toBeGreaterThan(0);
  for (const [status, { pointer }] of successes) {
    const invite = sampleOf(pointer, false);
    expect(faults(checks.responses[status], invite)).toBe('');
    for (const name of stringsAt(schemaAt(pointer), 'required')) {
      const rest = Object.fromEntries(Object.entries(invite).filter(([key]) => key !== name));
      expect(faults(checks.responses[status], rest)).toContain(`/${name}`);
    }
  }
});
