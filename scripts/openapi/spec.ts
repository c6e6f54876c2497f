import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { BaseResolver, createConfig, lintDocument, Source } from '@redocly/openapi-core';
import { isObject, resolve, toPointer, type JsonObject } from './json.js';
import { expandMappings, mappingOf, modernize } from './legacy-keywords.js';
import { SpecError, SpecSource } from './source.js';
import { sha256 } from './sha256.js';

export interface Spec {
  /** The name alone: the folder would differ between machines. */
  readonly fileName: string;
  readonly sha256: string;
  readonly document: JsonObject;
  readonly dialect: '3.0' | '3.1';
  readonly source: SpecSource;
}

/** A document that code can be generated from; {@link SpecError} where it is none. */
export async function loadSpec(path: string): Promise<Spec> {
  const spec = await readSpec(path);
  const { source, document, dialect } = spec;
  checkRefs(source, document);
  if (dialect === '3.1') modernize(document);
  await lint(source, document);
  return spec;
}

/** An OpenAPI document as it stands, not yet looked at closely. */
export async function readSpec(path: string): Promise<Spec> {
  const shown = relative(process.cwd(), path) || path;
  const bytes = await readBytes(path, shown);
  const source = new SpecSource(shown, bytes.toString('utf8'));
  const { document, dialect } = requireOpenApi(source, source.toJson());
  expandMappings(document, document);
  return { fileName: basename(path), sha256: sha256(bytes), document, dialect, source };
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

// Values under these keys are data: a `$ref` in there refers to nothing.
const DATA_KEYS = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** Refuses what cannot be resolved inside the document, before any tool could try to fetch it. */
function checkRefs(source: SpecSource, document: JsonObject): void {
  const visit = (value: unknown, path: string[]): void => {
    if (Array.isArray(value))
      value.forEach((item, index) => {
        visit(item, [...path, `${index}`]);
      });
    if (!isObject(value)) return;
    checkRef(source, document, value['$ref'], [...path, '$ref']);
    for (const [name, target] of Object.entries(mappingOf(value))) {
      checkRef(source, document, target, [...path, 'discriminator', 'mapping', name]);
    }
    for (const [key, child] of Object.entries(value)) visitChild(key, child, path);
  };
  const visitChild = (key: string, child: unknown, path: string[]): void => {
    const named = path.at(-1) === 'properties';
    if (!named && (DATA_KEYS.has(key) || key.startsWith('x-'))) return;
    visit(child, [...path, key]);
  };
  visit(document, []);
}

function checkRef(source: SpecSource, document: JsonObject, ref: unknown, path: string[]): void {
  if (typeof ref !== 'string') return;
  const pointer = toPointer(path);
  if (!ref.startsWith('#')) {
    throw source.error(pointer, `external $ref "${ref}" is refused: bundle it into the document`);
  }
  if (resolve(document, { $ref: ref }).value === undefined) {
    throw source.error(pointer, `cannot resolve $ref "${ref}"`);
  }
}

async function lint(source: SpecSource, document: JsonObject): Promise<void> {
  const text = JSON.stringify(document);
  // The rules that decide whether a document can be generated from; matters of taste are not ours.
  const config = await createConfig({ rules: { struct: 'error', 'no-unresolved-refs': 'error' } });
  const problems = await lintDocument({
    document: { source: new Source(source.file, text, 'application/json'), parsed: offline(text) },
    config: config.styleguide,
    externalRefResolver: new BaseResolver(),
  });
  const problem = problems.find((found) => !isTolerated(found.location[0]?.pointer));
  if (problem === undefined) return;
  throw source.error(problem.location[0]?.pointer ?? '#', problem.message);
}

// `nullable` beside `allOf` without a `type` was lawful before 3.0.3 and is still written everywhere.
export function isTolerated(pointer = ''): boolean {
  return pointer.endsWith('/nullable');
}

/** A copy without `externalValue`, which the linter and the bundler would fetch. */
export function offline(text: string): JsonObject {
  const copy: unknown = JSON.parse(text, (key, value: unknown) =>
    key === 'externalValue' && typeof value === 'string' ? undefined : value,
  );
  return isObject(copy) ? copy : {};
}
