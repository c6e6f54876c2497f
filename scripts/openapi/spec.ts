import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { isObject, type JsonObject } from './json.js';
import { dropSiblings } from './legacy-keywords.js';
import { lint } from './lint.js';
import { resolveReferences, type DynamicAnchors } from './references.js';
import { SpecError, SpecSource } from './source.js';
import { sha256 } from './sha256.js';

export interface Spec {
  /** The name alone: the folder would differ between machines. */
  readonly fileName: string;
  readonly sha256: string;
  readonly document: JsonObject;
  readonly dialect: '3.0' | '3.1';
  readonly source: SpecSource;
  readonly dynamicAnchors: DynamicAnchors;
}

/**
 * A document that code can be generated from. Its references are JSON pointers into it.
 *
 * @throws {@link SpecError} if it is none, with the place of the first fault
 */
export async function loadSpec(path: string): Promise<Spec> {
  const read = await readSpec(path);
  if (read.dialect === '3.0') dropSiblings(read.source, read.document);
  const dynamicAnchors = resolveReferences(read.source, read.document);
  const spec = { ...read, dynamicAnchors };
  await lint(spec);
  return spec;
}

/** An OpenAPI document as written, not yet validated. */
export async function readSpec(path: string): Promise<Spec> {
  const shown = relative(process.cwd(), path) || path;
  const bytes = await readBytes(path, shown);
  const source = new SpecSource(shown, bytes.toString('utf8'));
  const { document, dialect } = requireOpenApi(source, source.toJson());
  return {
    fileName: basename(path),
    sha256: sha256(bytes),
    document,
    dialect,
    source,
    dynamicAnchors: () => ({}),
  };
}

async function readBytes(path: string, shown: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpecError(`${shown}: cannot be read (${reason})`, { cause });
  }
}

function requireOpenApi(source: SpecSource, document: unknown): Pick<Spec, 'document' | 'dialect'> {
  if (!isObject(document)) throw source.error('#', 'not an OpenAPI document: expected an object');
  if ('swagger' in document) {
    throw source.error('#/swagger', 'Swagger 2 is not supported: convert it to OpenAPI 3.0 or 3.1');
  }
  const version = document['openapi'];
  if (version === undefined)
    throw source.error('#', 'not an OpenAPI document: no `openapi` version');
  const [, dialect] = /^(3\.[01])\.\d+/.exec(typeof version === 'string' ? version : '') ?? [];
  if (dialect !== '3.0' && dialect !== '3.1') {
    const found = JSON.stringify(version);
    throw source.error(
      '#/openapi',
      `unsupported OpenAPI version ${found}: expected 3.0.x or 3.1.x`,
    );
  }
  return { document, dialect };
}
