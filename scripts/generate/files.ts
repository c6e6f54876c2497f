import { Checks } from './checks.js';
import { renderManifest } from './manifest.js';
import { collectOperations } from '../openapi/operations.js';
import { loadSpec, type Spec } from '../openapi/spec.js';
import { clientOperation } from './client-operation.js';
import { renderSamples } from './sample/samples.js';
import { renderOperations } from './operations.js';
import { renderTypes } from './types.js';
import { renderValidatorTypes } from './validator-types.js';
import { renderValidators } from './validators.js';

export interface GenerateOptions {
  /** The operation that the client calls; see {@link clientOperation}. */
  readonly operation?: string | undefined;
  /** Called with what was ignored, and its place. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Every generated file by name, made in memory: nothing is written, nothing is fetched.
 *
 * @throws SpecError if the document cannot be generated from
 */
export async function generate(
  specPath: string,
  options: GenerateOptions = {},
): Promise<Map<string, string>> {
  return generateFrom(await loadSpec(specPath), options);
}

const README = `# Generated: do not edit

Every file in this folder is made from the OpenAPI document. To change one, change the document or
\`scripts/generate/\`, then rewrite the folder:

\`\`\`sh
npm run generate
\`\`\`
`;

/** The same from a document that has been read. */
export async function generateFrom(
  spec: Spec,
  options: GenerateOptions = {},
): Promise<Map<string, string>> {
  const operations = collectOperations(spec);
  const client = clientOperation(spec, operations, options.operation);
  const checks = new Checks(spec, operations);
  const note = '// Made by `npm run generate` from the OpenAPI document. Do not edit.\n';
  // First, since it knows how to say that a schema cannot be compiled.
  const validators = await renderValidators(spec, operations, checks);
  const files = new Map([
    ['README.md', README],
    ['operations.ts', note + renderOperations(spec, operations, client)],
    ['samples.ts', note + renderSamples(spec, operations, checks)],
    ['schema.ts', await renderTypes(spec)],
    ['validators.d.ts', note + renderValidatorTypes(operations)],
    ['validators.js', note + validators],
  ]);
  for (const [name, content] of files) files.set(name, content.replaceAll(/\r\n?/g, '\n'));
  if (options.onWarning) spec.source.warnings.forEach(options.onWarning);
  return files.set('manifest.json', renderManifest(spec, files));
}
