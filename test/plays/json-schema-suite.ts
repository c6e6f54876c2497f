import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, listAt } from '../../scripts/openapi/json.js';
import { collectOperations } from '../../scripts/openapi/operations.js';
import { SpecError } from '../../scripts/openapi/source.js';
import { loadSpec } from '../../scripts/openapi/spec.js';
import { Checks } from '../../scripts/generate/checks.js';

/*
 * Runs the official JSON Schema test suite, each schema as the response of an operation and as its
 * request. A request must not accept what the response refuses:
 *
 *     npm run json-schema-suite -- <checkout>/tests/draft2020-12
 */

const [suite = ''] = process.argv.slice(2);

type Verdict = 'pass' | 'fail' | 'refused' | 'laxer';

interface Case {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { description: string; data: unknown; valid: boolean }[];
}

async function verdictsOf(
  folder: string,
  { schema, tests }: Case,
): Promise<{ verdicts: Verdict[]; reason?: string }> {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Tested' } } };
  const responses = { '200': { description: 'd', content } };
  const file = join(folder, 'document.json');
  await writeFile(
    file,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      components: { schemas: { ...(await remotesFor(schema)), Tested: asResource(schema) } },
      paths: { '/s': { post: { operationId: 'op', requestBody: { content }, responses } } },
    }),
  );
  try {
    const spec = await loadSpec(file);
    const [operation] = collectOperations(spec);
    const body = operation?.responses.get('200');
    if (operation?.request === undefined || body === undefined) throw new Error('no schema');
    const checks = new Checks(spec, [operation]);
    const open = checks.compiler.getSchema(checks.idOfResponse(body));
    const closed = checks.compiler.getSchema(checks.idOfRequest(operation.request));
    const verdicts = tests.map(({ data, valid }): Verdict => {
      const accepted = open?.(data) === true;
      if (closed?.(data) === true && !accepted) return 'laxer';
      return accepted === valid ? 'pass' : 'fail';
    });
    return { verdicts };
  } catch (error) {
    const known = error instanceof SpecError;
    const reason = error instanceof Error ? error.message : String(error);
    return { verdicts: tests.map(() => (known ? 'refused' : 'fail')), reason };
  }
}

/** A schema resource of its own, so that `#` in it means itself and not the document. */
function asResource(schema: unknown, id = 'urn:tested'): unknown {
  return isObject(schema) ? { $id: id, ...schema } : schema;
}

/** The files that the suite expects to be fetched, bundled into the document. */
async function remotesFor(schema: unknown): Promise<Record<string, unknown>> {
  if (!JSON.stringify(schema).includes(REMOTE)) return {};
  const root = join(suite, '../../remotes/draft2020-12');
  const files = await readdir(root, { recursive: true });
  const entries = files
    .filter((file) => file.endsWith('.json') && !/metaschema|format-assertion/.test(file))
    .map(async (file) => {
      const json: unknown = JSON.parse(await readFile(join(root, file), 'utf8'));
      return [file.replaceAll(/[^\w.-]/g, '_'), asResource(json, `${REMOTE}${file}`)] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}

const REMOTE = 'http://localhost:1234/draft2020-12/';

function toCases(json: unknown): Case[] {
  return listAt({ json }, 'json')
    .filter(isObject)
    .map(({ description, schema, tests }) => ({
      description: String(description),
      schema,
      tests: listAt({ tests }, 'tests')
        .filter(isObject)
        .map((test) => ({
          description: String(test['description']),
          data: test['data'],
          valid: test['valid'] === true,
        })),
    }));
}

const folder = await mkdtemp(join(tmpdir(), 'json-schema-suite-'));
const total: Record<Verdict, number> = { pass: 0, fail: 0, refused: 0, laxer: 0 };
try {
  for (const name of (await readdir(suite)).filter((file) => file.endsWith('.json')).sort()) {
    const count: Record<Verdict, number> = { pass: 0, fail: 0, refused: 0, laxer: 0 };
    const notes: string[] = [];
    const json: unknown = JSON.parse(await readFile(join(suite, name), 'utf8'));
    for (const group of toCases(json)) {
      const { verdicts, reason } = await verdictsOf(folder, group);
      verdicts.forEach((verdict, index) => {
        count[verdict] += 1;
        total[verdict] += 1;
        if (verdict === 'pass') return;
        const test = group.tests[index]?.description ?? '';
        notes.push(`    ${verdict}: ${group.description}: ${test}${reason ? ` (${reason})` : ''}`);
      });
    }
    const { pass, fail, refused, laxer } = count;
    console.log(`${name}: ${pass} pass, ${fail} fail, ${refused} refused, ${laxer} laxer`);
    for (const note of notes) console.log(note);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(total);
if (total.laxer > 0) process.exitCode = 1;
