import type * as Main from '../../../src/index.js';
import type * as Bulk from '../../../src/bulk/index.js';
import { ada } from '../../support/invite.js';
import type { Site } from './site.js';

/** The findings of a program in its runtime: `ok`, or what failed. */
export type Findings = Readonly<Record<string, string>>;

/** Makes an invite, provokes a failure, and loses an answer. */
export async function tryClient(main: typeof Main, site: Site): Promise<Findings> {
  const { createClient, ApiError, ConfigurationError, ConnectionError } = main;
  const { apiKey, baseUrl, trapUrl } = site;
  const dangerouslyAllowBrowser = 'document' in globalThis;
  const connect = (options: Main.ClientOptions): Main.Client =>
    createClient({ maxRetries: 0, dangerouslyAllowBrowser, ...options });

  const invite = await connect({ apiKey, baseUrl }).inviteUser(ada);
  const { object, email, role, status } = invite;
  const got = JSON.stringify({ object, email, role, status });
  const wanted = JSON.stringify({ object: 'organization.invite', ...ada, status: 'pending' });

  const refused = await failure(connect({ apiKey: 'wrong', baseUrl }).inviteUser(ada));
  const typed =
    refused instanceof ApiError && refused.status === 401 && refused.outcome === 'not-invited';

  const trapped = connect({ apiKey, baseUrl: trapUrl });
  await trapped.inviteUser(ada);
  const lost = await failure(trapped.inviteUser(ada));
  const told = lost instanceof ConnectionError && lost.outcome === 'unknown';

  let guarded = dangerouslyAllowBrowser ? 'it started in a browser' : 'ok';
  try {
    if (dangerouslyAllowBrowser) createClient({ apiKey, baseUrl });
  } catch (error) {
    guarded = error instanceof ConfigurationError ? 'ok' : String(error);
  }
  return {
    invite: got === wanted ? 'ok' : got,
    failure: typed ? 'ok' : String(refused),
    'lost answer': told ? 'ok' : String(lost),
    'browser guard': guarded,
  };
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  return 'it did not fail';
}

/** Imports some rows, twice, with a journal in the current folder. */
export async function tryBulk(
  { createClient }: typeof Main,
  { importInvites }: typeof Bulk,
  { apiKey, baseUrl }: Site,
): Promise<Findings> {
  const client = createClient({ apiKey, baseUrl });
  const rows = ['grace', 'alan', 'barbara'].map(
    (name) => ({ email: `${name}@example.com`, role: 'reader' }) as const,
  );
  const run = () => importInvites(client, rows, { journal: 'journal.ndjson' }).summary();
  const { invited } = await run();
  const { invitedEarlier } = await run();
  const right = invited === 3 && invitedEarlier === 3;
  return { bulk: right ? 'ok' : `${invited} invited, then ${invitedEarlier} known` };
}
