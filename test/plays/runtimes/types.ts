import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './program.js';
import { installed, output, versionOf } from './runtime.js';

/** A TypeScript version of this folder's own `node_modules`. */
export interface Compiler {
  readonly name: string;
  readonly version: () => string;
}

export const compilers: readonly Compiler[] = [
  'typescript54',
  'typescript',
  'typescript6',
  'typescript7',
].map((name) => ({ name, version: () => versionOf(name) }));

/** Ways of resolving modules, each with its minimal settings. */
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  { module: 'node16', moduleResolution: 'node16', files: ['consumer.mts', 'consumer.cts'] },
  { module: 'esnext', moduleResolution: 'bundler', files: ['consumer.mts'] },
  { module: 'commonjs', moduleResolution: 'node10', files: ['consumer.ts'] },
] as const;

const consumer = `
  import { createClient, InviteError, type Invite, type Outcome } from 'openai-invites';
  import { importInvites, type ImportSummary } from 'openai-invites/bulk';
  import { startMockOrganization } from 'openai-invites/mock';

  const client = createClient({ apiKey: 'sk-admin-x', timeout: 1000 });
  export const invite: Promise<Invite> = client.inviteUser({ email: 'a@b.c', role: 'owner' });
  // @ts-expect-error there is no such role
  void client.inviteUser({ email: 'a@b.c', role: 'admin' });
  export const outcome = (error: unknown): Outcome =>
    error instanceof InviteError ? error.outcome : 'unknown';
  const rows = [{ email: 'a@b.c', role: 'reader' }] as const;
  export const summary: Promise<ImportSummary> = importInvites(client, rows).summary();
  export const url: Promise<string> = startMockOrganization().then((mock) => mock.url);
  void client.api.POST('/organization/invites', { body: rows[0] });
  // @ts-expect-error there is no such path
  void client.api.POST('/organization/invitations', { body: rows[0] });
`;

/**
 * Compiles a consumer with every module resolution of the compiler, checking all declarations.
 *
 * @param folder below that in which the package is installed; no other types are there
 */
export async function compileConsumer(compiler: Compiler, folder: string): Promise<Findings> {
  for (const extension of ['ts', 'mts', 'cts'])
    writeFileSync(join(folder, `consumer.${extension}`), consumer);
  const tsc = installed(`${compiler.name}/bin/tsc`);
  const major = Number.parseInt(compiler.version(), 10);
  const findings: Record<string, string> = {};
  for (const resolution of resolutions) {
    const isOld = resolution.moduleResolution === 'node10';
    // Deprecated in TypeScript 6, removed in 7.
    if (isOld && major >= 7) continue;
    const silence = isOld && major === 6 ? { ignoreDeprecations: '6.0' } : {};
    const project = join(folder, `${compiler.name}-${resolution.module}.json`);
    writeFileSync(project, JSON.stringify(settings(resolution, silence)));
    findings[resolution.moduleResolution] = await compile(tsc, project);
  }
  return findings;
}

function settings(
  { files, ...resolution }: (typeof resolutions)[number],
  silence: Readonly<Record<string, string>>,
): unknown {
  const lib = ['es2022', 'dom', 'dom.iterable'];
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
  const common = { ...strict, target: 'es2022', lib, types: [], noEmit: true };
  return { compilerOptions: { ...resolution, ...common, ...silence }, files };
}

async function compile(tsc: string, project: string): Promise<string> {
  try {
    await output(process.execPath, [tsc, '--project', project]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
