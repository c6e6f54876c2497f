/**
 * Shows an import that fails in the usual ways and still completes, against a mock organization on
 * this machine.
 *
 *     npm run demo:import
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMockOrganization } from '../src/mock/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'openai-invites-demo-'));
copyFileSync(join(root, 'examples/staff.csv'), join(folder, 'staff.csv'));

// The third request is told to wait; the fifth gets no answer, and the command is killed then.
const faults = [
  {},
  {},
  { status: 429, headers: { 'retry-after': '4' } },
  {},
  { delay: Infinity, createsInvite: true },
];
const organization = await startMockOrganization({ faults });

/** Runs the command as a user would; resolves with its exit code. */
async function run(flags: string[], killAfter = Infinity): Promise<void> {
  console.log(`\n$ openai-invites import staff.csv ${flags.join(' ')}`);
  const main = join(root, 'src/cli/main.ts');
  const loader = import.meta.resolve('tsx');
  const child = spawn(
    process.execPath,
    ['--import', loader, main, 'import', 'staff.csv', ...flags],
    {
      cwd: folder,
      stdio: 'inherit',
      env: {
        ...process.env,
        OPENAI_ADMIN_KEY: organization.apiKey,
        OPENAI_BASE_URL: organization.url,
      },
    },
  );
  const ended = once(child, 'exit');
  const watch = setInterval(() => {
    if (organization.requests.length >= killAfter) child.kill('SIGKILL');
  }, 10);
  await ended;
  clearInterval(watch);
  console.log(child.exitCode === null ? '(killed)' : `(exit code ${child.exitCode})`);
}

try {
  console.log('Rows that cannot be sent are named, and nothing is sent:');
  await run([]);
  console.log('\nThe valid rows alone. The server asks for a pause; then comes a crash:');
  await run(['--skip-invalid', '--concurrency', '1'], faults.length);
  console.log('\nThe same command goes on. Nobody is invited twice:');
  await run(['--skip-invalid']);
  const invited = organization.invites.map(({ email }) => email);
  console.log(`\nThe organization has ${invited.length} invites:\n  ${invited.join('\n  ')}`);
  console.log(
    `Nobody is there twice: ${new Set(invited).size === invited.length ? 'true' : 'false'}.`,
  );
} finally {
  await organization.close();
  rmSync(folder, { recursive: true, force: true });
}
