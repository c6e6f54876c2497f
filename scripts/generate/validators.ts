import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import type { Checks } from './checks.js';
import { toKey } from './literal.js';
import { withoutKnownEvaluated } from './evaluated.js';
import { HELPERS } from './report-errors.js';
import type { JsonBody, Operation } from '../openapi/operations.js';
import { SpecError } from '../openapi/source.js';
import { toRegExp } from '../openapi/regular-expression.js';
import type { Spec } from '../openapi/spec.js';

/** The checks of all operations as one ES module that imports nothing. */
export async function renderValidators(
  spec: Spec,
  operations: readonly Operation[],
  checks: Checks,
): Promise<string> {
  const refs: Record<string, string> = {};
  const nameOf = (ref: string): string => {
    // One name for each: Ajv would print a function that is exported twice two times.
    const known = Object.keys(refs).find((name) => refs[name] === ref);
    const name = known ?? `check${Object.keys(refs).length}`;
    refs[name] = ref;
    return name;
  };
  const entries = operations.map((operation) =>
    renderOperation(
      operation,
      (body) => nameOf(checks.idOfRequest(body)),
      (body) => nameOf(checks.idOfResponse(body)),
    ),
  );
  const names = Object.keys(refs).join(', ');
  const imports = names === '' ? '' : `import { ${names} } from 'checks';\n`;
  const entry = `${imports}export const validators = {\n${entries.join('')}};\n`;
  return bundle(entry, compile(spec, checks, refs));
}

function renderOperation(
  { id, request, responses }: Operation,
  checkRequest: (body: JsonBody) => string,
  checkResponse: (body: JsonBody) => string,
): string {
  const answers = [...responses].map(
    ([status, body]) => `${JSON.stringify(status)}: ${checkResponse(body)}`,
  );
  const asked = request === undefined ? '' : `request: ${checkRequest(request)}, `;
  return `  ${toKey(id)}: { ${asked}responses: { ${answers.join(', ')} } },\n`;
}

function compile(spec: Spec, checks: Checks, refs: Record<string, string>): string {
  try {
    checks.compileDeep();
    const code = standalone.default(checks.compiler, refs);
    return HELPERS + withoutKnownEvaluated(withoutUnicodeFlag(code));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpecError(`${spec.source.file}: a schema cannot be checked: ${reason}`, { cause });
  }
}

/** Ajv asks for every pattern with the `u` flag, which some patterns of ES 5.1 cannot have. */
function withoutUnicodeFlag(code: string): string {
  const [start = '', ...rest] = code.split('new RegExp(');
  const parts = rest.map((part) => {
    const [found = '', text = '""'] = /^("(?:[^"\\]|\\.)*"), "u"\)/.exec(part) ?? [];
    const pattern: unknown = JSON.parse(text);
    const flags = typeof pattern === 'string' ? toRegExp(pattern)?.flags : undefined;
    return flags === '' && found !== '' ? `${text})${part.slice(found.length)}` : part;
  });
  return [start, ...parts].join('new RegExp(');
}

/** Checks of more characters are written without line breaks. */
const READABLE = 1_000_000;

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Ajv's standalone code still says `require(...)` for its helpers: they are bundled in. */
async function bundle(entry: string, checks: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: PROJECT, sourcefile: 'validators.js' },
    absWorkingDir: PROJECT,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // More than this is not useful.
    minifyWhitespace: checks.length > READABLE,
    minifySyntax: checks.length > READABLE,
    minifyIdentifiers: checks.length > READABLE,
    logLevel: 'silent',
    tsconfigRaw: {},
    plugins: [standaloneChecks(checks), withoutOwnSource],
  });
  // The bundler notes where each part came from: noise in a diff when a package moves.
  return outputFiles.map(({ text }) => text.replaceAll(/^\/\/ \S+\n/gm, '')).join('');
}

// Ajv's helpers carry their own `require(...)` as text, for code generation: dead weight here.
const withoutOwnSource: Plugin = {
  name: 'without-own-source',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]ajv[\\/]dist[\\/]runtime[\\/]\w+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll(/^\w+\.code = '.*';$/gm, '') };
    });
  },
};

function standaloneChecks(contents: string): Plugin {
  return {
    name: 'standalone-checks',
    setup(bundler) {
      bundler.onResolve({ filter: /^checks$/ }, ({ path }) => ({ path, namespace: 'memory' }));
      bundler.onLoad({ filter: /^checks$/, namespace: 'memory' }, () => ({
        contents,
        resolveDir: PROJECT,
      }));
    },
  };
}
