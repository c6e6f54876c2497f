/** Checks the client against its OpenAPI document; see docs/contract.md. */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readArguments, type Request } from './contract/arguments.js';
import { formats } from './contract/formats/index.js';
import { projectIn } from './contract/project.js';
import { reportOf } from './contract/report.js';
import { runChecks } from './contract/run.js';

const request = readRequest();
if (request !== undefined) await report(request);

async function report({ checks, format }: Request): Promise<void> {
  const project = projectIn(fileURLToPath(new URL('..', import.meta.url)));
  const found = await reportOf(project, await runChecks(checks, project));
  process.stdout.write(formats[format](found));
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary) await appendFile(summary, formats.markdown(found));
  process.exitCode = found.passed ? 0 : 1;
}

function readRequest(): Request | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
    return undefined;
  }
}
