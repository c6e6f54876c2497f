import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../openapi/json.js';
import { collectOperations } from '../openapi/operations.js';
import { SpecError, SpecSource } from '../openapi/source.js';
import { readSpec } from '../openapi/spec.js';
import type { Request } from './arguments.js';
import { extract } from './extract.js';
import { goneError, isUrl, readUpstream } from './upstream.js';
import { replaceDocument } from './write.js';

/** The document before and after. */
export interface Synced {
  /** True if both describe the operations in the same way. */
  readonly same: boolean;
  /** The text as it was; undefined if there was no document. */
  readonly before: string | undefined;
  readonly after: SpecSource;
}

/**
 * Takes some operations over from an upstream document; with `check`, nothing is written.
 *
 * @param spec the path of our document
 * @throws UpstreamError, SpecError if that fails; then nothing has changed.
 */
export async function sync(spec: string, request: Request): Promise<Synced> {
  const upstream = await readSource(request.from);
  const named = request.operations.length > 0;
  const operations = named
    ? [...request.operations]
    : collectOperations(await readSpec(spec)).map(({ id }) => id);
  const after = new SpecSource(basename(spec), extract(upstream, operations));
  const before = await readFile(spec, 'utf8').catch(() => undefined);
  if (!request.check && before !== after.text) await replaceDocument(spec, after.text);
  const isSame =
    before !== undefined && saysTheSame(new SpecSource(spec, before), after, operations);
  return { same: isSame, before, after };
}

/** After a document has moved, its URL often answers with a page and status 200. */
async function readSource(from: string): Promise<SpecSource> {
  const text = await readUpstream(from);
  try {
    const source = new SpecSource(from, text);
    const json = source.toJson();
    if (!isUrl(from) || (isObject(json) && 'openapi' in json)) return source;
  } catch (cause) {
    if (!isUrl(from) || !(cause instanceof SpecError)) throw cause;
  }
  throw goneError(from, 'what it answers is not an OpenAPI document');
}

/** Order, comments, style, and what none of the operations reaches do not count. */
function saysTheSame(before: SpecSource, after: SpecSource, operations: string[]): boolean {
  try {
    const ours = new SpecSource(before.file, extract(before, operations));
    return isDeepStrictEqual(ours.toJson(), after.toJson());
  } catch (error) {
    if (error instanceof SpecError) return false;
    throw error;
  }
}
