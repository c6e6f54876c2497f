import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject, objectAt } from '../openapi/json.js';
import { sha256 } from '../openapi/sha256.js';
import type { Spec } from '../openapi/spec.js';

const GENERATORS = Object.fromEntries(
  ['openapi-typescript', 'ajv', 'ajv-formats', 'esbuild', 'fast-check'].map((name) => [
    name,
    installedVersion(name),
  ]),
);

/** The source and tools of the files, and the hash of each file. */
export function renderManifest(spec: Spec, files: ReadonlyMap<string, string>): string {
  const manifest = {
    spec: {
      file: spec.fileName,
      sha256: spec.sha256,
      version: objectAt(spec.document, 'info')['version'],
      openapi: spec.document['openapi'],
    },
    generator: GENERATORS,
    files: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Not every package exports its package.json, so it is looked for from the entry file upwards. */
function installedVersion(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (isObject(found) && found['name'] === name) return String(found['version']);
  }
  throw new Error(`${name} is not installed`);
}

function readPackage(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
