import { generate } from '../generate/files.js';
import type { Project } from './check.js';

const generations = new WeakMap<Project, ReturnType<typeof generate>>();

/** The files that the document generates now, by name: made once for all checks of a project. */
export function generationOf(project: Project): ReturnType<typeof generate> {
  let generation = generations.get(project);
  if (generation === undefined) generations.set(project, (generation = generate(project.spec)));
  return generation;
}
