import { SpecError } from '../openapi/source.js';
import type { Check, Finding, Outcome, Project } from './check.js';

/** A check that has run. */
export interface Result extends Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly milliseconds: number;
}

/** Runs every check, one after the other: none stops another, whatever it throws. */
export async function runChecks(checks: readonly Check[], project: Project): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    const start = performance.now();
    const { summary, findings } = await check.run(project).catch(failed);
    const milliseconds = Math.round(performance.now() - start);
    const passed = !findings.some(({ level }) => level === 'error');
    results.push({ name: check.name, passed, milliseconds, summary, findings });
  }
  return results;
}

function failed(reason: unknown): Outcome {
  return { summary: 'could not be carried out', findings: [toFinding(reason)] };
}

/** An error as a finding, with its place where it knows one. */
export function toFinding(reason: unknown): Finding {
  const message = reason instanceof Error ? reason.message : String(reason);
  const pointer = reason instanceof SpecError ? reason.pointer : undefined;
  return { level: 'error', message, ...(pointer !== undefined && { pointer }) };
}
