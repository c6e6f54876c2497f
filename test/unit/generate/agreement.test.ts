import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../../../scripts/generate/files.js';
import { isObject, listAt, objectAt, type JsonObject } from '../../../scripts/openapi/json.js';
import { assignable } from '../../support/assignable.js';
import { generateInto, type Check } from '../../support/generated.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const CASES = join(FIXTURES, 'generate/cases');
const DIRECTIONS = ['request', 'response'] as const;

/** A body with its check and its type, and values by what these have to say of them. */
interface Subject {
  readonly name: string;
  readonly check: Check;
  readonly type: string;
  readonly accepts: readonly unknown[];
  readonly refuses: readonly unknown[];
  /** What the check alone refuses: it breaks a keyword that TypeScript has no words for. */
  readonly wider: readonly unknown[];
}

let folder: string;
const subjects: Subject[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agreement-'));
  subjects.push(...(await subjectsOfTable('3.0')), ...(await subjectsOfTable('3.1')));
  subjects.push(...(await subjectsOfCases()));
  for (const version of ['3.0', '3.1']) {
    await generateInto(folder, `rich-${version}`, join(FIXTURES, `specs/rich-${version}.yaml`));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** All schemas of one version of OpenAPI, as the operations of one document. */
async function subjectsOfTable(version: string): Promise<Subject[]> {
  const table: unknown = parse(
    await readFile(join(FIXTURES, `generate/agreement/${version}.yaml`), 'utf8'),
  );
  const cases = listAt(objectAt({ table }, 'table'), 'cases').filter(isObject);
  const file = join(folder, `${version}.json`);
  await writeFile(file, JSON.stringify(toDocument(version, cases, objectAt(table, 'components'))));
  const checks = await generateInto(folder, version, file);
  return cases.flatMap((one, index) => {
    const found = checks.get(`case${index}`);
    const operation = `import('./${version}-schema.js').paths["/case${index}"]["post"]`;
    return DIRECTIONS.map((direction) =>
      toSubject(`${version} ${direction}: ${String(one['name'])}`, {
        check: direction === 'request' ? found?.request : found?.responses['200'],
        type: `${operation}${direction === 'request' ? '["requestBody"]' : '["responses"][200]'}["content"]["application/json"]`,
        values: [one, objectAt(one, direction)],
      }),
    );
  });
}

function toDocument(version: string, cases: readonly JsonObject[], schemas: JsonObject) {
  const paths = cases.map(({ schema }, index) => {
    const content = { 'application/json': { schema } };
    const operation = {
      operationId: `case${index}`,
      requestBody: { required: true, content },
      responses: { '200': { description: 'd', content } },
    };
    return [`/case${index}`, { post: operation }] as const;
  });
  return {
    openapi: `${version}.0`,
    info: { title: 't', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas },
  };
}

/** The small documents, each with one operation. */
async function subjectsOfCases(): Promise<Subject[]> {
  const expected: unknown = JSON.parse(await readFile(join(CASES, 'expected.json'), 'utf8'));
  const found: Subject[] = [];
  for (const [file, values] of Object.entries(objectAt({ expected }, 'expected'))) {
    const [checks] = (await generateInto(folder, file, join(CASES, file))).values();
    if (checks === undefined) throw new Error(`${file}: no operation`);
    const { request, responses } = checks;
    for (const direction of DIRECTIONS) {
      const check = direction === 'request' ? request : Object.values(responses)[0];
      const own = objectAt(values, direction);
      if (check === undefined || Object.keys(own).length === 0) continue;
      const body = direction === 'request' ? 'InviteRequest' : 'Invite';
      const type = `import('./${file}-operations.js').${body}`;
      found.push(toSubject(`${file} ${direction}`, { check, type, values: [own] }));
    }
  }
  return found;
}

function toSubject(
  name: string,
  {
    check,
    type,
    values,
  }: Pick<Subject, 'type'> & { check: Check | undefined; values: JsonObject[] },
): Subject {
  if (check === undefined) throw new Error(`${name}: no check`);
  const [accepts = [], refuses = [], wider = []] = ['accepts', 'refuses', 'wider'].map((key) =>
    values.flatMap((from) => listAt(from, key)),
  );
  const isWider = (value: unknown) => WIDER_VALUES.has(`${name} ${JSON.stringify(value)}`);
  return {
    name,
    check,
    type,
    accepts,
    refuses: refuses.filter((value) => !isWider(value)),
    wider: [...wider, ...refuses.filter(isWider)],
  };
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
  '3.1 request: dependentSchemas',
  '3.1 response: dependentSchemas',
  // Everything but null has these properties, by inheritance.
  'property-toString.yaml request',
  'property-toString.yaml response',
  'property-valueOf.yaml response',
];

/** Keywords that types speak of too. */
const TYPED = ['required', 'type', 'enum', 'const', 'anyOf', 'oneOf', 'false schema'];

/** Whether a check refuses a value by keywords alone that types speak of. */
function isExcludedByType(check: Check, value: unknown): boolean {
  return !check(value) && (check.errors ?? []).every(({ keyword }) => TYPED.includes(keyword));
}

/** Values that differ from one in one place: a property less, or a value of another kind. */
function nearMisses(value: unknown): unknown[] {
  const others = [null, 'other', 12345, {}].filter(
    (other) => typeof other !== typeof value || other === null,
  );
  if (Array.isArray(value)) {
    return [
      ...others,
      ...value.flatMap((item, at) => nearMisses(item).map((other) => value.with(at, other))),
    ];
  }
  if (!isObject(value)) return others;
  const changed = Object.entries(value).flatMap(([name, item]) =>
    nearMisses(item).map((other) => ({ ...value, [name]: other })),
  );
  const without = Object.keys(value).map((name) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)),
  );
  return [...others, ...changed, ...without];
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

describe('types and checks say the same', () => {
  test('each check accepts and refuses what its case says', () => {
    expect(subjects.length).toBeGreaterThan(450);
    const wrong = subjects.flatMap(({ name, check, accepts, refuses, wider }) => [
      ...accepts.filter((value) => !check(value)).map((value) => [name, 'refuses', value]),
      ...[...refuses, ...wider].filter(check).map((value) => [name, 'accepts', value]),
    ]);
    expect(wrong).toEqual([]);
  });

  test('each type admits what its check accepts, and refuses what its keywords exclude', () => {
    const claims = subjects.flatMap((subject) => {
      const claim = (isAdmitted: boolean) => (value: unknown) => ({
        ...subject,
        value,
        isAdmitted,
      });
      const near = unique(subject.accepts.flatMap(nearMisses));
      const isWider = WIDER_CASES.includes(subject.name);
      const isRefused = (value: unknown) => isExcludedByType(subject.check, value);
      return [
        ...[...subject.accepts, ...subject.wider, ...near.filter(subject.check)].map(claim(true)),
        ...[...subject.refuses, ...(isWider ? [] : near.filter(isRefused))].map(claim(false)),
      ];
    });
    const others = ['rich-3.0', 'rich-3.1', '3.0', '3.1'].flatMap((name) =>
      ['operations.ts', 'samples.ts'].map((file) => `${name}-${file}`),
    );
    const holds = assignable(folder, claims, others);

    const wrong = claims
      .filter(({ isAdmitted }, index) => holds[index] !== isAdmitted)
      .map(({ name, isAdmitted, value }) => [name, isAdmitted ? 'refuses' : 'admits', value]);
    expect(wrong).toEqual([]);
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
