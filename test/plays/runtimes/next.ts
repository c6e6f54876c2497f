import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tarballName } from '../../support/package.js';
import { writeBundle } from './bundle.js';
import type { Findings } from './program.js';
import { environment, output, parseFindings, patience, type Runtime } from './runtime.js';
import type { Stage } from './site.js';

const packages = ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'];

const route = `
  import * as main from 'openai-invites';
  import * as bulk from 'openai-invites/bulk';
  import { tryBulk, tryClient } from 'program';
  export async function POST(request) {
    const site = await request.json();
    return Response.json({ ...(await tryClient(main, site)), ...(await tryBulk(main, bulk, site)) });
  }
`;

/** A route handler, built for production. */
export const next: Runtime = {
  name: 'Next.js, route handler',
  version: () => packages[0]?.split('@')[1] ?? '',
  run: async (stage, folder) => {
    const project = mkdtempSync(join(tmpdir(), 'openai-invites-next-'));
    try {
      await buildProject(project, { stage, tarball: join(folder, '..', tarballName) });
      return await callRoute(project, stage);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  },
};

const command = 'node_modules/next/dist/bin/next';

async function buildProject(
  cwd: string,
  { stage, tarball }: { readonly stage: Stage; readonly tarball: string },
): Promise<void> {
  const env = { ...environment(stage), NEXT_TELEMETRY_DISABLED: '1' };
  writeFileSync(join(cwd, 'package.json'), '{ "name": "project", "private": true }\n');
  await output('npm', ['install', '--no-audit', '--no-fund', tarball, ...packages], { cwd, env });
  const folder = join(cwd, 'app/invites');
  mkdirSync(folder, { recursive: true });
  await writeBundle('route.js', route, folder);
  await output(process.execPath, [command, 'build'], { cwd, env });
}

async function callRoute(cwd: string, stage: Stage): Promise<Findings> {
  const args = [command, 'start', '--port', '0', '--hostname', '127.0.0.1'];
  const env = { ...environment(stage), NEXT_TELEMETRY_DISABLED: '1' };
  const server = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface(server.stdout)) {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url === undefined) continue;
      const { baseUrl, apiKey, trapUrl } = stage;
      const body = JSON.stringify({ baseUrl, apiKey, trapUrl });
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch(`${url}/invites`, { method: 'POST', body, signal });
      return parseFindings(await answer.text());
    }
    throw new Error('the server ended');
  } finally {
    server.kill('SIGKILL');
  }
}
