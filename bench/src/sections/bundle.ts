import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { ours, packagedClients } from '../clients/index.js';
import { checkedProgram, inviteProgram } from '../shared/programs.js';
import { table } from '../shared/table.js';
import type { Section } from './section.js';

export const bundle: Section = {
  title: 'Bundle',
  run: async () => {
    const sizes = [];
    for (const { name, source, plugins } of programs())
      sizes.push({ name, ...(await measure(source, plugins)) });
    const rows = sizes
      .toSorted((a, b) => a.zipped - b.zipped)
      .map(({ name, minified, zipped }) => [name, kilobytes(minified), kilobytes(zipped)]);
    const own = sizes.find(({ name }) => name === ours.name)?.zipped ?? NaN;
    return {
      markdown: `${note}\n${table(['', 'minified, kB', 'gzip, kB'], rows)}`,
      targets: [
        { what: 'bundle with both checks, gzip, kB', atMost: 6, measured: own / 1000, reason },
      ],
    };
  },
};

const reason = `openapi-fetch and the checks are more than half of the target. The rest decides whether an
invite went out, and says so: error codes of every runtime, messages, retries.`;

const note = `A program that makes one invite, bundled for the browser by esbuild and minified. No peer checks
anything at run time; the rows with a schema library add the same two checks to openapi-fetch.
`;

interface Program {
  readonly name: string;
  readonly source: string;
  readonly plugins?: Plugin[];
}

function programs(): Program[] {
  // undici needs modules of Node.js.
  const bundled = packagedClients.filter(({ file }) => file !== 'undici');
  return [
    ...bundled.map(({ name, file }) => ({ name, source: inviteProgram(file) })),
    {
      name: 'openai-invites, its checks taken out',
      source: inviteProgram('ours'),
      plugins: [withoutChecks],
    },
    ...['zod-mini', 'valibot'].map((library) => ({
      name: `openapi-fetch with checks by ${library.replace('-', '/')}`,
      source: checkedProgram('openapi-fetch', library),
    })),
  ];
}

/** Bundles the client's sources with checks that accept everything. */
const withoutChecks: Plugin = {
  name: 'without checks',
  setup: (bundler) => {
    const source = fileURLToPath(new URL('../../../src/index.ts', import.meta.url));
    bundler.onResolve({ filter: /^openai-invites$/ }, () => ({ path: source }));
    bundler.onLoad({ filter: /[\\/]generated[\\/]validators\.js$/ }, () => ({
      contents: `const check = () => true;
        export const validators = { inviteUser: { request: check, responses: { 200: check } } };`,
    }));
  },
};

async function measure(
  contents: string,
  plugins: Plugin[] = [],
): Promise<{ minified: number; zipped: number }> {
  const resolveDir = fileURLToPath(new URL('../../src/sections', import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    plugins,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing.');
  const zipped = gzipSync(file.contents, { level: 9 }).byteLength;
  return { minified: file.contents.byteLength, zipped };
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
