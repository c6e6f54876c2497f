import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { generate } from './generate/files.js';
import { replaceFolder } from './generate/folder.js';
import { SpecError } from './openapi/source.js';

// Before the work is done, optimizing for it pays off with documents that no one has: it takes a
// third of the CPU time for one of 3 MB. Ajv makes megabytes of code, which would be searched for
// source maps.
setFlagsFromString('--interrupt-budget=3000000');
process.setSourceMapsEnabled(false);

const { values } = parseArgs({
  options: {
    spec: { type: 'string', default: 'api-definition.yaml' },
    out: { type: 'string', default: 'generated' },
    operation: { type: 'string' },
  },
});

try {
  const files = await generate(resolve(values.spec), {
    operation: values.operation,
    onWarning: (message) => {
      console.error(`warning: ${message}`);
    },
  });
  await replaceFolder(resolve(values.out), files);
  const folder = relative(process.cwd(), resolve(values.out)) || values.out;
  console.log(`${folder}: ${files.size} files from ${values.spec}`);
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
