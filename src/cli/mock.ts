import { once } from 'node:events';
import { startMockOrganization } from '../mock/index.js';
import { exitCode, type Terminal } from './terminal.js';

/** Runs a mock organization until the signal aborts; resolves with the exit code. */
export async function mock(port: number, { out, err, signal }: Terminal): Promise<number> {
  const organization = await startMockOrganization({ port }).catch((error: unknown) => {
    err(`The mock organization could not start: ${error instanceof Error ? error.message : ''}`);
  });
  if (!organization) return exitCode.notInvited;
  out(`export OPENAI_BASE_URL=${organization.url}`);
  out(`export OPENAI_ADMIN_KEY=${organization.apiKey}`);
  err('The mock organization runs; set these in another shell. Ctrl-C stops it.');
  err(`See what it receives at ${new URL('/', organization.url).href}`);
  if (!signal.aborted) await once(signal, 'abort');
  await organization.close();
  err(`It stopped after ${organization.invites.length} invites.`);
  return exitCode.invited;
}
