import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { cpuOf, node } from '../shared/command.js';
import { largeDocument, operations } from '../shared/large-document.js';
import { write } from '../shared/programs.js';
import { interleave, type Result } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import { ratioOf, type Section, type Target } from './section.js';

export const generators: Section = {
  title: 'Generators',
  run: async ({ slowRounds }) => {
    const large = write('build/documents', 'large.yaml', stringify(largeDocument()));
    const own = await measure(pathOf('../../../api-definition.yaml'), slowRounds, 1);
    const many = await measure(large, Math.ceil(slowRounds / 2), 0);
    const megabytes = (statSync(large).size / 1e6).toFixed(1);
    return {
      markdown: `${note}
\`api-definition.yaml\`:

${resultTable('CPU, ms', own, 0)}
A document of OpenAPI 3.1 with ${operations} operations and ${megabytes} MB:

${resultTable('CPU, ms', many, 0)}`,
      targets: [target('`api-definition.yaml`', 1.3, own), target('a large document', 2, many)],
    };
  },
};

const note = `The CPU time of each generator's process. openapi-typescript makes types alone; hey-api and orval
make types and a client; this project's \`npm run generate\` makes types (with openapi-typescript),
compiled run-time checks and samples.
`;

const reason = `Checks are compiled for every operation; those of hundreds of operations are some ten times as long
as the types. \`npm run sync\` takes over only the operations that are needed.`;

function target(document: string, atMost: number, results: readonly Result[]): Target {
  const what = `generating from ${document}, × openapi-typescript`;
  return { what, atMost, measured: ratioOf('openai-invites', results), reason };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

async function measure(spec: string, rounds: number, warmUps: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-bench-'));
  const tools = Object.entries(commands(spec, folder));
  try {
    const subjects = tools.map(([name, { args }]) => [name, cpuOf(node, ...args)] as const);
    const results = await interleave(new Map(subjects), rounds, warmUps);
    const idle = tools.find(([, { out }]) => !existsSync(out));
    if (idle) throw new Error(`${idle[0]} wrote nothing to ${idle[1].out}.`);
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Command {
  readonly args: readonly string[];
  /** Its output file or folder. */
  readonly out: string;
}

/** One command for each generator, as its users run it. */
function commands(spec: string, folder: string): Readonly<Record<string, Command>> {
  const installed = (path: string): string => pathOf(`../../node_modules/${path}`);
  const out = (name: string): string => join(folder, name);
  const types = out('types.ts');
  const ours = out('openai-invites');
  const heyApi = out('hey-api');
  const orval = out('orval.ts');
  const generate = pathOf('../../../scripts/generate.ts');
  const plugins = ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'];
  return {
    'openapi-typescript': {
      args: [installed('openapi-typescript/bin/cli.js'), spec, '--output', types],
      out: types,
    },
    'openai-invites': {
      args: ['--import', 'tsx/esm', generate, '--spec', spec, '--out', ours],
      out: ours,
    },
    'hey-api': {
      args: [
        ...[installed('.bin/openapi-ts'), '--input', spec, '--output', heyApi],
        ...['--no-log-file', '--plugins', ...plugins],
      ],
      out: heyApi,
    },
    orval: {
      args: [installed('.bin/orval'), '--input', spec, '--output', orval, '--client', 'fetch'],
      out: orval,
    },
  };
}
