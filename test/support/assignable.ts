import { join } from 'node:path';
import ts from 'typescript';
import { isObject } from '../../scripts/openapi/json.js';

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
export function assignable(
  folder: string,
  claims: readonly Claim[],
  others: readonly string[] = [],
): boolean[] {
  const file = join(folder, 'claims.ts');
  const lines = claims.map(
    ({ type, value }, index) =>
      `export const c${index}: ${literalType(value)} extends ${type} ? true : false = true;`,
  );
  ts.sys.writeFile(file, lines.join('\n'));
  const roots = [file, ...others.map((name) => join(folder, name))];
  const holds = claims.map(() => true);
  for (const { file: at, start = 0, messageText } of diagnose(roots)) {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (at?.fileName !== file || !text.includes("'true'"))
      throw new Error(`${at?.fileName ?? ''}: ${text}`);
    holds[at.getLineAndCharacterOfPosition(start).line] = false;
  }
  return holds;
}

function diagnose(roots: readonly string[]): readonly ts.Diagnostic[] {
  const program = ts.createProgram(roots, {
    strict: true,
    noEmit: true,
    skipDefaultLibCheck: true,
    lib: ['lib.es2022.d.ts'],
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts.getPreEmitDiagnostics(program);
}

/** The type of exactly this value, so that a property too many is no fault of the type. */
function literalType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${literalType(item)}`,
  );
  return `{ ${entries.join('; ')} }`;
}
