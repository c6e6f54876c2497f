/** Takes over what an upstream OpenAPI document says of our operations; see docs/contract.md. */
import { fileURLToPath } from 'node:url';
import { projectIn } from './contract/project.js';
import { readArguments } from './sync/arguments.js';
import { sync } from './sync/run.js';

try {
  const request = readArguments(process.argv.slice(2));
  const project = projectIn(fileURLToPath(new URL('..', import.meta.url)));
  const { same, message } = await sync(project, request);
  process.stdout.write(message);
  process.exitCode = request.check && !same ? 1 : 0;
} catch (error) {
  // Not 1, by which a scheduled job knows that there is a difference.
  process.exitCode = 2;
  console.error(error instanceof Error ? error.message : error);
}
