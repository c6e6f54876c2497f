import type { TestProject } from 'vitest/node';
import { installPackage } from './package.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the package is installed. */
    installed: string;
  }
}

/** Builds, packs and installs the package, once for all integration tests. */
export default function setup(project: TestProject): () => void {
  const { folder, remove } = installPackage();
  project.provide('installed', folder);
  return remove;
}
