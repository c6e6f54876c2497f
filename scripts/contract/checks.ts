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
  const runs: Record<string, Check['run']> = {
    spec: async (project) => (await import('./checks/spec.js')).checkSpec(project),
    generated: async (project) => (await import('./checks/generated.js')).checkGenerated(project),
    facade: async (project) => (await import('./checks/facade.js')).checkFacade(project),
    change: async (project) => (await import('./checks/change.js')).checkChange(project, base),
    wire: async (project) => (await import('./checks/wire.js')).checkWire(project),
    ...(response !== undefined && {
      response: async (project) =>
        (await import('./checks/response.js')).checkResponse(project, response, operation),
    }),
  };
  return Object.entries(runs).map(([name, run]) => ({ name, run }));
}
