import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate/files.js';
import { replaceFolder } from './generate/folder.js';
import { SpecError } from './openapi/source.js';

const { values } = parseArgs({
  options: {
    spec: { type: 'string', default: 'api-definition.yaml' },
    out: { type: 'string', default: 'generated' },
    operation: { type: 'string' },
  },
});

try {
  const files = await generate(resolve(values.spec), values.operation);
  await replaceFolder(resolve(values.out), files);
  const folder = relative(process.cwd(), resolve(values.out)) || values.out;
  console.log(`${folder}: ${files.size} files from ${values.spec}`);
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
