/**
 * Takes eleven operations from OpenAI's own document, generates code, and tests its types and
 * checks with valid and invalid bodies:
 *
 *     npm run openai -- <document>
 *
 * Exits with 1 if a type or a check is wrong.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { objectAt } from '../../scripts/openapi/json.js';
import { sync } from '../../scripts/sync/run.js';
import { subjectsOf, wrongTypes, wrongVerdicts } from '../support/agreement.js';

const [from] = process.argv.slice(2);
if (from === undefined) {
  console.error('Usage: npm run openai -- <document>');
  process.exit(2);
}

const fixture = new URL('../fixtures/generate/openai-bodies.yaml', import.meta.url);
const read: unknown = parse(readFileSync(fixture, 'utf8'));
const bodies = objectAt({ read }, 'read');
const folder = mkdtempSync(join(tmpdir(), 'openai-'));
try {
  const document = join(folder, 'document.yaml');
  await sync(document, { from, operations: Object.keys(bodies), check: false });
  const subjects = await subjectsOf(folder, { name: 'openai', document, bodies });
  const others = ['openai-operations.ts', 'openai-samples.ts'];
  const wrong = [...wrongVerdicts(subjects), ...(await wrongTypes(folder, subjects, { others }))];
  for (const one of wrong) console.log(JSON.stringify(one));
  console.log(`${subjects.length} bodies of ${Object.keys(bodies).length} operations`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
