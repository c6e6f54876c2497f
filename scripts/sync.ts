/** Takes our operations over from an upstream OpenAPI document; see docs/contract.md. */
import { fileURLToPath } from 'node:url';
import { projectIn } from './contract/project.js';
import { syncCommand } from './contract/sync-command.js';

const project = projectIn(fileURLToPath(new URL('..', import.meta.url)));
const { out, err, code } = await syncCommand(process.argv.slice(2), project);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
