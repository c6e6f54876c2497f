import type { Change } from '../openapi-diff/index.js';

/** How much a finding weighs: only an error fails the check. */
export type Severity = 'error' | 'warning' | 'information';

/** A finding of a check. */
export interface Finding {
  readonly level: Severity;
  /** One sentence, or a few. It never holds data of a request or an answer. */
  readonly message: string;
  /** Where in the OpenAPI document, as a JSON pointer (`#/paths/…`). */
  readonly pointer?: string;
  /** More lines, such as diagnostics in the terms of the generated types. */
  readonly details?: readonly string[];
  /** The change, if the check is `change`. */
  readonly change?: Change;
}

/** The result of a check. */
export interface CheckResult {
  /** What was checked, and the result, in half a line. */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

/** The project that is checked; all paths are absolute. */
export interface Project {
  readonly folder: string;
  readonly spec: string;
  readonly generated: string;
  readonly source: string;
}

/** One check of the contract. */
export interface Check {
  readonly name: string;
  /** An error that it throws fails only this check. */
  run(project: Project): Promise<CheckResult>;
}
