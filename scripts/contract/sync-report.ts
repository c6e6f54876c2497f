import { basename } from 'node:path';
import type { SpecSource } from '../openapi/source.js';
import type { Project } from './check.js';
import { compareForCallers, describeChanges, versionOf } from './checks/change.js';
import { listFindings, wrap } from './formats/text.js';
import { locate } from './report.js';

/** What `npm run sync` did, or would do. */
interface Step {
  /** The upstream document, as the command line names it. */
  readonly from: string;
  readonly check: boolean;
  readonly same: boolean;
  readonly before: string | undefined;
  readonly after: SpecSource;
}

const next = `Next: npm run generate, then npm run typecheck. What no longer compiles is what the change
means for hand-written code. When that is fixed: npm run contract.
`;

/** Reports what a step of the document means for callers, and what to do next. */
export async function reportSync(project: Project, step: Step): Promise<string> {
  const { from, check, same, before, after } = step;
  const name = basename(project.spec);
  const offer = `Nothing was written. To take it over: npm run sync -- ${from}\n`;
  if (same) return `${name} is up to date with ${from}.\n`;
  if (before === undefined) return `${name} is new.\n${check ? offer : next}`;
  const version = await versionOf(project);
  const base = { name: 'the previous document', text: before, version };
  const changes = compareForCallers(before, after.text);
  // The version bump is the check's demand, for later.
  const { summary, findings } = describeChanges(base, changes, version);
  const told = findings
    .filter(({ change }) => change !== undefined)
    .map((finding) => locate(finding, (pointer) => after.lineOf(pointer)));
  const unseen = 'The differences do not affect callers: the title, the version, an extension.';
  const list = told.length > 0 ? listFindings(told) : unseen;
  return `${wrap(summary, 80, '', '')}\n\n${list}\n\n${check ? offer : next}`;
}
