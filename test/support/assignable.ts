import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../scripts/openapi/json.js';
import { compile, strictOptions } from './compile.js';

/** A claim for the compiler: whether `value` can be assigned to the type that `type` spells. */
export interface Claim {
  readonly type: string;
  readonly value: unknown;
}

/**
 * Which claims hold, all in one run of the compiler.
 *
 * @param folder where the types' files are, which `type` imports
 * @param others files that have to compile besides
 * @throws if anything else does not compile
 */
export async function assignable(
  folder: string,
  claims: readonly Claim[],
  others: readonly string[] = [],
): Promise<boolean[]> {
  const lines = claims.map(
    ({ type, value }, index) =>
      `export const c${index}: ${literalType(value)} extends ${type} ? true : false = true;`,
  );
  await writeFile(join(folder, 'claims.ts'), lines.join('\n'));
  const output = await compile(
    [...strictOptions, '--pretty', 'false', 'claims.ts', ...others],
    folder,
  );
  const holds = claims.map(() => true);
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) {
    const [, at] = /^claims\.ts\((\d+),\d+\): error TS2322: .*'true'/.exec(line) ?? [];
    if (at === undefined) throw new Error(output.slice(0, 2000));
    holds[Number(at) - 1] = false;
  }
  return holds;
}

/** The type of exactly this value, so that a property too many is no fault of the type. */
function literalType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(', ')}]`;
  if (!isObject(value)) return onOneLine(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${onOneLine(key)}: ${literalType(item)}`,
  );
  return `{ ${entries.join('; ')} }`;
}

/** The compiler counts lines by separators that JSON does not escape, too. */
function onOneLine(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
