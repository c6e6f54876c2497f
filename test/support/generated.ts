import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '../../scripts/generate/files.js';
import { isObject, objectAt, type JsonObject } from '../../scripts/openapi/json.js';

/** A generated check, with what it found wrong with the value that it was last called with. */
export interface Check {
  (data: unknown): boolean;
  errors?: { instancePath: string; keyword: string; params: Record<string, unknown> }[] | null;
}

export interface OperationChecks {
  readonly request?: Check;
  readonly responses: Readonly<Record<string, Check>>;
}

/**
 * Generates from a document into a folder that other documents share: every file has `name` before
 * its own.
 *
 * @returns the checks by operation
 */
export async function generateInto(
  folder: string,
  name: string,
  document: string,
): Promise<ReadonlyMap<string, OperationChecks>> {
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const [file, text] of await generate(document)) {
    await writeFile(
      join(folder, `${name}-${file}`),
      text.replaceAll(/'\.\/(\w+)\.js'/g, `'./${name}-$1.js'`),
    );
  }
  const url = pathToFileURL(join(folder, `${name}-validators.js`)).href;
  const module: unknown = await import(/* @vite-ignore */ url);
  return new Map(
    Object.entries(objectAt(module, 'validators')).map(([id, found]) => {
      if (!isChecks(found)) throw new Error(`${name}: no checks for ${id}`);
      return [id, found];
    }),
  );
}

function isChecks(found: unknown): found is JsonObject & OperationChecks {
  return isObject(found) && isObject(found['responses']);
}
