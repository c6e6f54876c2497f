import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBase, versionIn, type Base } from '../base.js';
import { checkBump, compareDocuments, type Change, type Impact } from '../../openapi-diff/index.js';
import type { Finding, CheckResult, Project } from '../check.js';

/** What does the document's change mean for callers, and does the version say so? */
export async function checkChange(
  project: Project,
  wanted: string | undefined,
): Promise<CheckResult> {
  if (wanted === 'none') return { summary: 'left out (--base none)', findings: [] };
  const base = await findBase(project, wanted);
  const changes = compareForCallers(base.text, await readFile(project.spec, 'utf8'));
  return describeChanges(base, changes, await versionOf(project));
}

/** The names under which `src/operation.ts` exports the types. */
const names = { inviteUser: { request: 'InviteRequest', response: 'Invite' } };

/** What changed between two versions of the document, in the names that callers know. */
export function compareForCallers(base: string, head: string): Change[] {
  return compareDocuments(base, head, names);
}

/** The package's version now. */
export async function versionOf({ folder }: Project): Promise<string> {
  const version = versionIn(await readFile(join(folder, 'package.json'), 'utf8'));
  if (version === undefined) throw new Error('package.json has no version.');
  return version;
}

/** The changes since a base, with a severity that depends on the version bump. */
export function describeChanges(
  base: Base,
  changes: readonly Change[],
  version: string,
): CheckResult {
  const { requiredBump, breaksUnannounced } = checkBump(changes, base.version ?? version, version);
  const findings = changes
    .filter(({ level }) => level !== 'none')
    .map((change) => toFinding(change, breaksUnannounced));
  const bump = requiredBump === 'none' ? '' : `; requires a ${requiredBump} version bump`;
  const from = base.version === version ? '' : `${base.version ?? 'unknown'} → `;
  const summary = `${count(changes)} since ${base.name}${bump}; version ${from}${version}`;
  const missingBump: Finding = {
    level: 'error',
    message:
      `Breaking changes require a ${requiredBump} version bump in package.json, which announces ` +
      `them: npm version ${requiredBump} --no-git-tag-version`,
  };
  return { summary, findings: breaksUnannounced ? [...findings, missingBump] : findings };
}

const nouns: Record<Impact, string> = {
  breaking: 'breaking',
  addition: 'added',
  documentation: 'documentation-only',
  none: 'without effect',
};

function count(changes: readonly Change[]): string {
  const counts = Object.entries(nouns).flatMap(([level, noun]) => {
    const number = changes.filter((change) => change.level === level).length;
    return number === 0 ? [] : [`${number} ${noun}`];
  });
  return counts.join(', ') || 'no change';
}

function toFinding(change: Change, breaksUnannounced: boolean): Finding {
  const { level, pointer, meaning, types } = change;
  return {
    level: weight(level, breaksUnannounced),
    message: meaning,
    pointer,
    details: types,
    change,
  };
}

function weight(level: Impact, breaksUnannounced: boolean): Finding['level'] {
  if (level !== 'breaking') return 'information';
  return breaksUnannounced ? 'error' : 'warning';
}
