import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarballName } from '../../support/package.js';
import { root } from '../../support/project.js';
import { writeBundle } from './bundle.js';
import type { Findings } from './program.js';
import {
  environment,
  installed,
  output,
  parseFindings,
  printProgram,
  versionIn,
  versionOf,
  type Runtime,
} from './runtime.js';
import type { Stage } from './site.js';

type CommandLine = readonly string[];

/** How a package manager is called. */
interface Manager {
  readonly name: string;
  readonly version: () => string | Promise<string>;
  /** Its settings: name and content of a file in the project. */
  readonly settings?: readonly [name: string, content: string];
  readonly add: (tarball: string) => CommandLine;
  /** Runs a program of the project. Default: with Node.js. */
  readonly run?: () => CommandLine;
  /** Runs the package's command. */
  readonly command: () => CommandLine;
}

const node = process.execPath;
const bin = (name: string): string => installed(`.bin/${name}`);
const berry = (): CommandLine => [node, installed('@yarnpkg/cli-dist/bin/yarn.js')];
const linked = (): CommandLine => ['node_modules/.bin/openai-invites'];

const all: readonly Manager[] = [
  {
    name: 'npm',
    version: () => output('npm', ['--version']),
    add: (tarball) => ['npm', 'install', '--no-audit', '--no-fund', tarball],
    command: () => ['npx', '--no', '--', 'openai-invites'],
  },
  {
    name: 'pnpm',
    version: () => versionOf('pnpm'),
    add: (tarball) => [bin('pnpm'), 'add', tarball],
    command: linked,
  },
  {
    name: 'Yarn 1',
    version: () => versionOf('yarn'),
    add: (tarball) => [
      node,
      installed('yarn/bin/yarn.js'),
      'add',
      '--no-lockfile',
      `file:${tarball}`,
    ],
    command: linked,
  },
  {
    name: 'Yarn PnP',
    version: () => versionOf('@yarnpkg/cli-dist'),
    settings: ['.yarnrc.yml', 'nodeLinker: pnp\nenableTelemetry: false\n'],
    add: (tarball) => [...berry(), 'add', `openai-invites@file:${tarball}`],
    run: () => [...berry(), 'node'],
    command: () => [...berry(), 'openai-invites'],
  },
  {
    name: 'Bun as installer',
    version: async () => versionIn(await output(bin('bun'), ['--version'])),
    add: (tarball) => [bin('bun'), 'add', tarball],
    command: linked,
  },
];

export const managers: readonly Runtime[] = all.map((manager) => ({
  name: manager.name,
  version: manager.version,
  run: async (stage, folder) => {
    // Outside of any folder in which the package is installed already.
    const project = mkdtempSync(join(tmpdir(), 'openai-invites-project-'));
    try {
      return await useProject(manager, {
        stage,
        project,
        tarball: join(folder, '..', tarballName),
      });
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  },
}));

/** Installs the package, imports and requires it, and calls its command. */
async function useProject(
  { settings, add, run = () => [node], command }: Manager,
  { stage, project, tarball }: { stage: Stage; project: string; tarball: string },
): Promise<Findings> {
  const registry = await output('npm', ['config', 'get', 'registry']);
  const env = {
    ...environment(stage),
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
  };
  const call = (line: CommandLine): Promise<string> => {
    const [file = '', ...args] = line;
    return output(file, args, { cwd: project, env });
  };
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }\n');
  if (settings) writeFileSync(join(project, settings[0]), settings[1]);
  await call(add(tarball));
  const imported = await writeBundle('program.mjs', printProgram, project);
  const findings = parseFindings(await call([...run(), imported]));
  rmSync(join(project, 'journal.ndjson'));
  const required = await writeBundle('program.cjs', requireProgram, project, { format: 'cjs' });
  const { required: form } = parseFindings(await call([...run(), required]));
  const version = await call([...command(), '--version']);
  return {
    ...findings,
    require: form ?? 'nothing',
    command: version.endsWith(versionOf('.', root)) ? 'ok' : version,
  };
}

const requireProgram = `
  import { createClient, InviteError } from 'openai-invites';
  import { importInvites } from 'openai-invites/bulk';
  const { apiKey, baseUrl } = JSON.parse(process.env.SITE);
  const client = createClient({ apiKey: 'wrong', baseUrl });
  const rows = [{ email: 'ada@example.com', role: 'reader' }];
  client.inviteUser(rows[0]).catch(async (error) => {
    const { invited } = await importInvites(createClient({ apiKey, baseUrl }), rows).summary();
    const right = error instanceof InviteError && error.status === 401 && invited === 1;
    console.log(JSON.stringify({ required: right ? 'ok' : String(error) }));
  });
`;
