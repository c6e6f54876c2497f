/** Checks the client against its OpenAPI document; see docs/contract.md. */
import { fileURLToPath } from 'node:url';
import { contract } from './contract/command.js';
import { projectIn } from './contract/project.js';

const project = projectIn(fileURLToPath(new URL('..', import.meta.url)));
const { out, err, code } = await contract(process.argv.slice(2), project);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
