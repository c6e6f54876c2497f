import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './program.js';
import { installed, output, versionIn } from './runtime.js';

const versions = ['typescript54', 'typescript59', 'typescript6', 'typescript7'];

/** How consumers resolve modules, with the least that they can have set. */
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

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

/** What a TypeScript version makes of a consumer, all declarations checked. */
export interface Compiled {
  readonly version: string;
  readonly findings: Findings;
}

/** @param folder below that in which the package is installed; no other types are there */
export async function compileConsumer(folder: string): Promise<Compiled[]> {
  writeFileSync(join(folder, 'consumer.mts'), consumer);
  return Promise.all(
    versions.map(async (name) => {
      const tsc = installed(`${name}/bin/tsc`);
      const version = versionIn(await output(process.execPath, [tsc, '--version']));
      const findings: Record<string, string> = {};
      for (const resolution of resolutions) {
        const project = join(folder, `${name}-${resolution.module}.json`);
        writeFileSync(project, JSON.stringify(settings(resolution)));
        findings[resolution.moduleResolution] = await compile(tsc, project);
      }
      return { version, findings };
    }),
  );
}

function settings(resolution: (typeof resolutions)[number]): unknown {
  const lib = ['es2022', 'dom', 'dom.iterable'];
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
  const compilerOptions = { ...resolution, ...strict, target: 'es2022', lib, types: [] };
  return { compilerOptions: { ...compilerOptions, noEmit: true }, files: ['consumer.mts'] };
}

async function compile(tsc: string, project: string): Promise<string> {
  try {
    await output(process.execPath, [tsc, '--project', project]);
    return 'ok';
  } catch (error) {
    const said: unknown = error instanceof Error && Reflect.get(error, 'stdout');
    return typeof said === 'string' && said !== '' ? said : String(error);
  }
}
