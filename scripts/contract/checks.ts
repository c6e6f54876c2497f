import type { Check } from './check.js';

/** Options of the command line. */
export interface ContractOptions {
  /** A git ref, a file, or `none`; the default base where it is left out. */
  readonly base?: string | undefined;
  /** A file with captured answers. */
  readonly response?: string | undefined;
  /** Whose answer a captured body is. */
  readonly operation?: string | undefined;
}

/**
 * All checks, in the order in which they are reported. Each is loaded when it runs, so that code
 * that no longer fits the document fails only its own check.
 */
export function checksFor({ base, response, operation }: ContractOptions): Check[] {
  const checks: Check[] = [
    {
      name: 'spec',
      run: async (project) => (await import('./checks/spec.js')).checkSpec(project),
    },
    {
      name: 'generated',
      run: async (project) => (await import('./checks/generated.js')).checkGenerated(project),
    },
    {
      name: 'facade',
      run: async (project) => (await import('./checks/facade.js')).checkFacade(project),
    },
    {
      name: 'change',
      run: async (project) => (await import('./checks/change.js')).checkChange(project, base),
    },
    {
      name: 'wire',
      run: async (project) => (await import('./checks/wire.js')).checkWire(project),
    },
  ];
  if (response === undefined) return checks;
  const run: Check['run'] = async (project) => {
    return (await import('./checks/response.js')).checkResponse(project, response, operation);
  };
  return [...checks, { name: 'response', run }];
}
