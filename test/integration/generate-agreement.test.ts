import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../../scripts/generate/files.js';
import { isObject, listAt, objectAt, type JsonObject } from '../../scripts/openapi/json.js';
import {
  DIRECTIONS,
  subjectsOf,
  toSubject,
  wrongTypes,
  wrongVerdicts,
  type Subject,
} from '../support/agreement.js';
import { generateInto } from '../support/generated.js';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const CASES = join(FIXTURES, 'generate/cases');

let folder: string;
const subjects: Subject[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agreement-'));
  subjects.push(...(await subjectsOfTable('3.0')), ...(await subjectsOfTable('3.1')));
  subjects.push(...(await subjectsOfTable('3.0', 'reports-')));
  subjects.push(...(await subjectsOfTable('3.1', 'reports-')));
  subjects.push(...(await subjectsOfCases()), ...(await subjectsOfOpenAI()));
  for (const version of ['3.0', '3.1']) {
    await generateInto(folder, `rich-${version}`, join(FIXTURES, `specs/rich-${version}.yaml`));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readYaml(path: string): Promise<JsonObject> {
  const read: unknown = parse(await readFile(join(FIXTURES, path), 'utf8'));
  return objectAt({ read }, 'read');
}

/** All schemas of one version of OpenAPI, as the operations of one document. */
async function subjectsOfTable(version: string, prefix = ''): Promise<Subject[]> {
  const table = await readYaml(`generate/agreement/${prefix}${version}.yaml`);
  const cases = listAt(table, 'cases').filter(isObject);
  const paths = cases.map(({ schema }, index) => {
    const content = { 'application/json': { schema } };
    const operation = {
      operationId: `case${index}`,
      requestBody: { required: true, content },
      responses: { '200': { description: 'd', content } },
    };
    return [`/case${index}`, { post: operation }] as const;
  });
  const document = join(folder, `${prefix}${version}.json`);
  await writeFile(
    document,
    JSON.stringify({
      openapi: `${version}.0`,
      info: { title: 't', version: '1' },
      paths: Object.fromEntries(paths),
      components: { schemas: table['components'] },
    }),
  );
  const bodies = cases.map((one, index) => {
    const values = (direction: string) =>
      Object.fromEntries(
        ['accepts', 'refuses', 'wider'].map((key) => [
          key,
          [...listAt(one, key), ...listAt(objectAt(one, direction), key)],
        ]),
      );
    return [`case${index}`, { request: values('request'), response: values('response') }] as const;
  });
  const found = await subjectsOf(folder, {
    name: `${prefix}${version}`,
    document,
    bodies: Object.fromEntries(bodies),
  });
  return found.map((subject, index) => ({
    ...subject,
    name: `${version} ${DIRECTIONS[index % 2] ?? ''}: ${String(cases[Math.floor(index / 2)]?.['name'])}`,
  }));
}

/** The small documents, each with one operation. */
async function subjectsOfCases(): Promise<Subject[]> {
  const expected: unknown = JSON.parse(await readFile(join(CASES, 'expected.json'), 'utf8'));
  const found: Subject[] = [];
  for (const [file, values] of Object.entries(objectAt({ expected }, 'expected'))) {
    const [checks] = (await generateInto(folder, file, join(CASES, file))).values();
    for (const direction of DIRECTIONS) {
      const own = objectAt(values, direction);
      if (Object.keys(own).length === 0) continue;
      const isWider = (value: unknown) =>
        WIDER_VALUES.has(`${file} ${direction} ${JSON.stringify(value)}`);
      const refuses = listAt(own, 'refuses');
      const wider = refuses.filter(isWider);
      found.push(
        toSubject({
          name: `${file} ${direction}`,
          check:
            direction === 'request' ? checks?.request : Object.values(checks?.responses ?? {})[0],
          type: `import('./${file}-operations.js').${direction === 'request' ? 'InviteRequest' : 'Invite'}`,
          values: [{ ...own, refuses: refuses.filter((value) => !wider.includes(value)), wider }],
        }),
      );
    }
  }
  return found;
}

/** Six operations as OpenAI documents them. */
async function subjectsOfOpenAI(): Promise<Subject[]> {
  const document = 'generate/openai-operations.yaml';
  const operations = JSON.stringify(await readYaml(document));
  const bodies = Object.entries(await readYaml('generate/openai-bodies.yaml')).filter(([id]) =>
    operations.includes(`"operationId":"${id}"`),
  );
  return subjectsOf(folder, {
    name: 'openai',
    document: join(FIXTURES, document),
    bodies: Object.fromEntries(bodies),
  });
}

const WIDER_VALUES = new Set([
  'property-toString.yaml response {}',
  'multipleOf.yaml request {"price":1.111}',
  'pattern-es5.yaml response "2020"',
]);

/** Cases with keywords that exclude values by their kind, and that TypeScript has no words for. */
const WIDER_CASES = [
  '3.0 request: map beside a property of another type',
  '3.0 response: map beside a property of another type',
  '3.0 response: readOnly beside a map',
  '3.1 request: patternProperties',
  '3.1 response: patternProperties',
  '3.1 request: patternProperties beside properties',
  '3.1 response: patternProperties beside properties',
  '3.1 request: patternProperties with two patterns',
  '3.1 response: patternProperties with two patterns',
  '3.1 response: readOnly by a pattern',
  '3.1 request: dependentSchemas',
  '3.1 response: dependentSchemas',
  '3.1 request: patternProperties closed',
  '3.1 response: patternProperties closed',
  '3.1 request: unevaluated schema',
  '3.1 response: unevaluated schema',
  // Nothing is required, and a text has no property that says otherwise.
  '3.0 request: no type but format',
  '3.0 response: no type but format',
  // Everything but null has these properties, by inheritance.
  'property-toString.yaml request',
  'property-toString.yaml response',
  'property-valueOf.yaml response',
];

/** What a caller may and may not send as a form. */
const FORM = `import type { operations } from './form-schema.js';
type Content = operations['upload']['requestBody']['content'];
type Parts = Content['multipart/form-data'];
const file = new Blob([]);
export const bytes: Parts = { file, purpose: 'batch', more: [file], either: null };
export const inner: Parts = { file, purpose: 'batch', about: { thumbnail: 'deeper parts are JSON' } };
// @ts-expect-error A part of bytes is no text.
export const text: Parts = { file: 'x', purpose: 'batch' };
// @ts-expect-error It is required.
export const none: Parts = { purpose: 'batch' };
// @ts-expect-error No such purpose.
export const other: Parts = { file, purpose: 'other' };
// @ts-expect-error It is read-only.
export const readOnly: Parts = { file, purpose: 'batch', id: 'x' };
export const json: Content['application/json'] = { file: 'a text', purpose: 'batch' };
export const fields: Content['application/x-www-form-urlencoded'] = { n: 1 };
// @ts-expect-error It is read-only.
export const readOnlyField: Content['application/x-www-form-urlencoded'] = { n: 1, id: 'x' };
`;

describe('types and checks say the same', () => {
  test('each check accepts and refuses what its case says', () => {
    expect(subjects.length).toBeGreaterThan(480);
    expect(wrongVerdicts(subjects)).toEqual([]);
  });

  test('each type admits what its check accepts, and refuses what its keywords exclude', async () => {
    const documents = ['rich-3.0', 'rich-3.1', '3.0', '3.1', 'openai'];
    await generateInto(folder, 'form', join(FIXTURES, 'generate/form.yaml'));
    await writeFile(join(folder, 'form.ts'), FORM);
    const others = documents.flatMap((name) => [`${name}-operations.ts`, `${name}-samples.ts`]);
    expect(
      await wrongTypes(folder, subjects, { wider: WIDER_CASES, others: [...others, 'form.ts'] }),
    ).toEqual([]);
  });
});

test('a failed oneOf names what is missing, and nothing documented as undocumented', () => {
  const check = subjects.find(({ name }) => name === 'oneOf-blames-known.yaml request')?.check;
  expect(check?.({ email: 'a', role: 'reader' })).toBe(false);
  const keywords = (check?.errors ?? []).map(({ keyword }) => keyword);
  expect(keywords).toContain('required');
  expect(keywords).not.toContain('unevaluatedProperties');
  expect(check?.({ email: 'a', role: 'owner', projects: [] })).toBe(false);
  expect(check?.({ email: 'a', role: 'owner', other: 1 })).toBe(false);
});

test('each unknown keyword is a warning with its line, and a circle one with its place', async () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  await generate(join(CASES, 'unknown-keyword.yaml'), { onWarning });
  expect(warnings).toEqual([
    expect.stringMatching(/unknown-keyword\.yaml:4: unknown keyword "optional" is ignored/),
    expect.stringMatching(/:4: unknown keyword "\$recursiveRef" is ignored/),
    expect.stringMatching(/:4: unknown keyword "min_items" is ignored/),
  ]);
  warnings.length = 0;
  await generate(join(CASES, 'recursive-allof.yaml'), { onWarning });
  expect(warnings.join()).toMatch(/recursive-allof\.yaml:5: the schema contains itself/);
});
