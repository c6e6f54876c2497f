import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SpecSource } from '../openapi/source.js';
import type { Finding, Project } from './check.js';
import type { Result } from './run.js';

/** A finding, with the line that its pointer names. */
export interface ReportedFinding extends Finding {
  /** In the OpenAPI document, counted from 1; the nearest parent where the place is gone. */
  readonly line?: number;
}

/** One check, as it is reported. */
export interface ReportedCheck extends Result {
  readonly findings: readonly ReportedFinding[];
}

/**
 * What `--format json` prints. Fields may be added; `version` is raised when one of them changes
 * its meaning or goes.
 */
export interface Report {
  readonly version: 1;
  /** The OpenAPI document's file, relative to the project's folder. */
  readonly document: string;
  readonly passed: boolean;
  readonly checks: readonly ReportedCheck[];
}

/** All findings of the checks, with their lines in the document. */
export async function reportOf(project: Project, results: readonly Result[]): Promise<Report> {
  const lineOf = await lines(project.spec);
  const checks = results.map((result): ReportedCheck => {
    return { ...result, findings: result.findings.map((finding) => locate(finding, lineOf)) };
  });
  const passed = results.every((result) => result.passed);
  return { version: 1, document: basename(project.spec), passed, checks };
}

/** Adds the line that a finding's pointer names. */
export function locate(
  finding: Finding,
  lineOf: (pointer: string) => number | undefined,
): ReportedFinding {
  const line = finding.pointer === undefined ? undefined : lineOf(finding.pointer);
  return line === undefined ? finding : { ...finding, line };
}

/** Without a readable document there are no lines; that is a finding already. */
async function lines(path: string): Promise<(pointer: string) => number | undefined> {
  try {
    const source = new SpecSource(path, await readFile(path, 'utf8'));
    return (pointer) => source.lineOf(pointer);
  } catch {
    return () => undefined;
  }
}
