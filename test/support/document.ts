import { readFileSync, writeFileSync } from 'node:fs';
import { projectIn } from '../../scripts/contract/project.js';
import type { Project } from '../../scripts/contract/check.js';
import { frozen, root, temporaryFolder } from './project.js';

/** A replacement in a text. */
export type Replacement = readonly [from: string | RegExp, to: string];

/** Applies replacements to a text; each of them must match. */
export function replaced(text: string, ...replacements: readonly Replacement[]): string {
  return replacements.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`not in the text: ${from}`);
    return after;
  }, text);
}

/** The project with the frozen document. */
export const frozenProject: Project = { ...projectIn(frozen), source: projectIn(root).source };

export const original = readFileSync(frozenProject.spec, 'utf8');

/** The project with another document, in a folder of its own for the length of one test. */
export function projectWith(document: string): Project {
  const folder = temporaryFolder();
  const { spec } = projectIn(folder);
  writeFileSync(spec, document);
  return { ...frozenProject, folder, spec };
}
