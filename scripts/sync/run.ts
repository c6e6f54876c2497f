import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareDocuments } from '../contract/change/index.js';
import type { Project } from '../contract/check.js';
import { describeChanges, versionOf } from '../contract/checks/change.js';
import { listFindings } from '../contract/formats/text.js';
import { wrap } from '../contract/formats/wrap.js';
import { locate } from '../contract/report.js';
import { collectOperations } from '../openapi/operations.js';
import { SpecError, SpecSource } from '../openapi/source.js';
import { readSpec } from '../openapi/spec.js';
import type { Request } from './arguments.js';
import { extract } from './extract.js';
import { readUpstream } from './upstream.js';
import { replaceDocument } from './write.js';

/** What came of it. */
export interface Synced {
  /** Whether both documents say the same of the operations. */
  readonly same: boolean;
  /** For whoever ran it. */
  readonly message: string;
}

/**
 * Takes over what another document says of some operations, or only tells what that would change.
 *
 * @throws UpstreamError, SpecError where that cannot be done; then everything is as it was.
 */
export async function sync(project: Project, request: Request): Promise<Synced> {
  const upstream = new SpecSource(request.from, await readUpstream(request.from));
  const { spec } = project;
  const named = request.operations.length > 0;
  const operations = named
    ? [...request.operations]
    : collectOperations(await readSpec(spec)).map(({ id }) => id);
  const after = new SpecSource(basename(spec), extract(upstream, operations));
  const before = await readFile(spec, 'utf8').catch(() => undefined);
  if (!request.check && before !== after.text) await replaceDocument(spec, after.text);
  if (before === undefined) return { same: false, message: `${basename(spec)} is new.\n${next}` };
  if (saysTheSame(new SpecSource(spec, before), after, operations)) {
    return { same: true, message: `${basename(spec)} says what ${request.from} says.\n` };
  }
  const report = await describe(project, before, after);
  return { same: false, message: `${report}\n${request.check ? offer(request) : next}` };
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

const next = `Next: npm run generate, then npx tsc. What no longer compiles is what the change
means for hand-written code. When that is mended: npm run contract.
`;

function offer({ from }: Request): string {
  return `Nothing was written. To take it over: npm run sync -- ${from}\n`;
}

/** What the check `change` says of it, without its demand on the version: that comes later. */
async function describe(project: Project, before: string, after: SpecSource): Promise<string> {
  const version = await versionOf(project);
  const base = { name: 'the document as it was', text: before, version };
  const changes = compareDocuments(before, after.text);
  const { summary, findings } = describeChanges(base, changes, version);
  const told = findings
    .filter(({ change }) => change !== undefined)
    .map((finding) => locate(finding, (pointer) => after.lineOf(pointer)));
  const unseen = 'What differs, no caller sees: the title, the version, an extension.';
  return `${wrap(summary, 80, '', '')}\n\n${told.length > 0 ? listFindings(told) : unseen}\n`;
}
