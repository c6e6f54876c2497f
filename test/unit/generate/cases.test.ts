import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../scripts/generate/files.js';
import { isObject, listAt, objectAt } from '../../../scripts/openapi/json.js';

const CASES = fileURLToPath(new URL('../../fixtures/generate/cases/', import.meta.url));

interface Check {
  (data: unknown): boolean;
  errors?: { instancePath: string; keyword: string; params: Record<string, unknown> }[] | null;
}

/** What TypeScript cannot refuse, by file: `Object` has these properties, so every object type has. */
const WIDER = new Set([
  'property-toString.yaml response {}',
  'multipleOf.yaml request {"price":1.111}',
  'pattern-es5.yaml response "2020"',
]);

interface Case {
  readonly file: string;
  readonly direction: 'request' | 'response';
  readonly value: unknown;
  readonly isValid: boolean;
}

let folder: string;
const cases: Case[] = [];
const checks = new Map<string, Check>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const expected: unknown = JSON.parse(await readFile(join(CASES, 'expected.json'), 'utf8'));
  if (!isObject(expected)) throw new Error('no cases');
  for (const [file, outcome] of Object.entries(expected)) {
    const files = await generate(join(CASES, file));
    for (const [name, text] of files) {
      await writeFile(
        join(folder, `${file}-${name}`),
        text.replaceAll(/'\.\/(\w+)\.js'/g, `'./${file}-$1.js'`),
      );
    }
    const module: unknown = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, `${file}-validators.js`)).href
    );
    const [entry] = Object.values(objectAt(module, 'validators')) as {
      request: Check;
      responses: Record<string, Check>;
    }[];
    for (const direction of ['request', 'response'] as const) {
      const check =
        direction === 'request' ? entry?.request : Object.values(entry?.responses ?? {})[0];
      if (check !== undefined) checks.set(`${file} ${direction}`, check);
      for (const [key, isValid] of [
        ['accepts', true],
        ['refuses', false],
      ] as const) {
        for (const value of listAt(objectAt(outcome, direction), key)) {
          cases.push({ file, direction, value, isValid });
        }
      }
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const nameOf = ({ file, direction, value }: Case) =>
  `${file} ${direction} ${JSON.stringify(value)}`;

describe('documents made from reports of bugs', () => {
  test('each check accepts and refuses what the case says', () => {
    expect(cases.length).toBeGreaterThan(50);
    const wrong = cases.filter(
      ({ file, direction, value, isValid }) =>
        checks.get(`${file} ${direction}`)?.(value) !== isValid,
    );
    expect(wrong.map(nameOf)).toEqual([]);
  });

  test('each type admits what the check accepts, and refuses what it can', () => {
    const lines = cases.map(({ file, direction, value }, index) => {
      const body = direction === 'request' ? 'InviteRequest' : 'Invite';
      const type = `import('./${file}-operations.js').${body}`;
      return `export const c${index}: ${literalType(value)} extends ${type} ? true : false = true;`;
    });
    const faulty = faultyLines(lines);
    const wrong = cases.filter((one, index) => {
      return one.isValid ? faulty.has(index) : !faulty.has(index) && !WIDER.has(nameOf(one));
    });
    expect(wrong.map(nameOf)).toEqual([]);
  });

  test('a failed oneOf names what is missing, and nothing documented as undocumented', () => {
    const check = checks.get('oneOf-blames-known.yaml request');
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
});

/** The type of exactly this value, so that a property too many is no fault of the type. */
function literalType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${literalType(item)}`,
  );
  return `{ ${entries.join('; ')} }`;
}

/** The indexes of the lines that do not compile; any other fault fails the test. */
function faultyLines(lines: readonly string[]): Set<number> {
  const file = join(folder, 'agreement.ts');
  ts.sys.writeFile(file, lines.join('\n'));
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    lib: ['lib.es2022.d.ts'],
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const found = new Set<number>();
  for (const { file: at, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (at?.fileName !== file || !text.includes("'true'"))
      throw new Error(`${at?.fileName ?? ''}: ${text}`);
    found.add(at.getLineAndCharacterOfPosition(start).line);
  }
  return found;
}
