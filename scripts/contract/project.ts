import { join } from 'node:path';
import type { Project } from './check.js';

/** The project in a folder, by the names that all its scripts use. */
export function projectIn(folder: string): Project {
  return {
    folder,
    spec: join(folder, 'api-definition.yaml'),
    generated: join(folder, 'generated'),
    source: join(folder, 'src'),
  };
}
