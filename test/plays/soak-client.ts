/**
 * Makes thousands of calls to servers that behave at random, and compares what the client reports of
 * each with what really happened:
 *
 *     npm run soak:client -- --calls 4000 --seed 1
 *
 * Without `--seed` it takes a new one, and prints it. Exits with 1 if an outcome is wrong, an invite
 * is made twice, the key leaks, or a timer or socket is left over. It starts itself once more in a
 * process that trusts its certificate, so that TLS goes through the runtime's own `fetch`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCertificate } from '../support/soak/certificate.js';
import { printResult } from '../support/soak/print.js';
import { soak } from '../support/soak/soak.js';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '4000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const { SOAK_FOLDER: folder } = process.env;
if (folder === undefined) await startTrusting();
else await run(folder);

async function startTrusting(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-soak-'));
  try {
    const { key, cert } = await makeCertificate();
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'cert.pem'), cert);
    const trust = { SOAK_FOLDER: folder, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
    const { calls, seed } = values;
    const [, self = ''] = process.argv;
    const args = [...process.execArgv, self, '--calls', calls, '--seed', seed];
    const env = { ...process.env, ...trust };
    process.exitCode = spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder: string): Promise<void> {
  const started = performance.now();
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const trusted = { key: read('key.pem'), cert: read('cert.pem') };
  const result = await soak({
    seed: Number(values.seed),
    calls: Number(values.calls),
    certificates: [trusted, await makeCertificate()],
    fetch: (url, init) => fetch(url, init),
  });
  const isRight = printResult(result);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`seed ${values.seed}, Node.js ${process.versions.node}, ${seconds} s`);
  process.exitCode = isRight ? 0 : 1;
}
