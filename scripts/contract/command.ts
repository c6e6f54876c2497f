import { appendFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Check, Project } from './check.js';
import { checksFor } from './checks.js';
import { formats, isFormat, type Format } from './formats/index.js';
import { reportOf } from './report.js';
import { runChecks } from './run.js';

/** What a command prints, and its exit code. */
export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Runs `npm run contract` with these arguments; see docs/contract.md. */
export async function contract(args: readonly string[], project: Project): Promise<Outcome> {
  let request: Request;
  try {
    request = readArguments(args);
  } catch (error) {
    return { out: '', err: `${error instanceof Error ? error.message : String(error)}\n`, code: 2 };
  }
  const { checks, format } = request;
  const report = await reportOf(project, await runChecks(checks, project));
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary) await appendFile(summary, formats.markdown(report));
  return { out: formats[format](report), err: '', code: report.passed ? 0 : 1 };
}

/** The checks to run, and the output format. */
interface Request {
  readonly checks: readonly Check[];
  readonly format: Format;
}

function readArguments(args: readonly string[]): Request {
  const { values } = parseArgs({
    args: [...args],
    options: {
      base: { type: 'string' },
      format: { type: 'string', default: 'text' },
      only: { type: 'string', multiple: true },
      operation: { type: 'string' },
      response: { type: 'string' },
    },
  });
  const { format, only } = values;
  if (!isFormat(format)) throw new Error(`--format is one of ${Object.keys(formats).join(', ')}.`);
  const all = checksFor(values);
  const names = all.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only is one of ${names.join(', ')}.`);
  return { format, checks: all.filter(({ name }) => only?.includes(name) ?? true) };
}
