/** Takes our operations over from an upstream OpenAPI document; see docs/contract.md. */
import { fileURLToPath } from 'node:url';
import { projectIn } from './contract/project.js';
import { reportSync } from './contract/sync-report.js';
import { readArguments } from './sync/arguments.js';
import { sync } from './sync/run.js';
import { UpstreamError } from './sync/upstream.js';

// The scheduled job in drift.yml uses these exit codes.
const DIFFERS = 1;
const FAILED = 2;
const SOURCE_GONE = 3;

try {
  const request = readArguments(process.argv.slice(2));
  const project = projectIn(fileURLToPath(new URL('..', import.meta.url)));
  const synced = await sync(project.spec, request);
  process.stdout.write(await reportSync(project, { ...request, ...synced }));
  process.exitCode = request.check && !synced.same ? DIFFERS : 0;
} catch (error) {
  process.exitCode = error instanceof UpstreamError && error.isGone ? SOURCE_GONE : FAILED;
  console.error(error instanceof Error ? error.message : error);
}
