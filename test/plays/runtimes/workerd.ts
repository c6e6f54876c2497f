import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeBundle } from './bundle.js';
import type { Findings } from './program.js';
import { installed, output, parseFindings, patience, versionIn, type Runtime } from './runtime.js';
import type { Stage } from './site.js';

const source = `
  import * as main from 'openai-invites';
  import { tryClient } from 'program';
  export default {
    fetch: async (_request, { SITE }) => Response.json(await tryClient(main, SITE)),
  };
`;

/** A worker may only reach addresses of this machine that its configuration allows. */
function configuration(site: string, compatibilityDate: string): string {
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = .worker),
        (name = "internet", network = (allow = ["private", "local"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );
    const worker :Workerd.Worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      bindings = [(name = "SITE", json = ${JSON.stringify(site)})],
      compatibilityDate = ${JSON.stringify(compatibilityDate)},
    );
  `;
}

/** Cloudflare Workers' own runtime, with a current and an old compatibility date. */
export const workerds: readonly Runtime[] = ['2026-11-01', '2022-03-21'].map((date) => ({
  name: `workerd as of ${date}`,
  version: async () => versionIn(await output(installed('.bin/workerd'), ['--version'])),
  run: (stage, folder) => runWorker(stage, folder, date),
}));

async function runWorker(
  { baseUrl, apiKey, trapUrl }: Stage,
  folder: string,
  compatibilityDate: string,
): Promise<Findings> {
  await writeBundle('worker.js', source, folder, { packages: 'bundle' });
  const config = join(folder, 'worker.capnp');
  const site = JSON.stringify({ baseUrl, apiKey, trapUrl });
  writeFileSync(config, configuration(site, compatibilityDate));
  const args = ['serve', config, '--control-fd=3'];
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe'] as const;
  const worker = spawn(installed('.bin/workerd'), args, { stdio: [...stdio] });
  try {
    const control = worker.stdio[3];
    if (!(control instanceof Readable)) throw new Error('workerd has no control pipe');
    const [said] = (await once(control, 'data')) as [Buffer];
    const port = /"port":(\d+)/.exec(said.toString())?.[1] ?? '';
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal });
    return parseFindings(await answer.text());
  } finally {
    worker.kill('SIGKILL');
  }
}
