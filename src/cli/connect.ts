import { createClient, type Client } from '../client.js';
import { operation } from '../operation.js';
import type { ClientOptions } from '../options.js';
import { fetchFor } from './proxy.js';
import type { Terminal } from './terminal.js';

/** A client for the service, set up from the environment; warns of a key that cannot work. */
export async function connect(
  options: Pick<ClientOptions, 'baseUrl' | 'timeout' | 'onAttempt'>,
  { env, err }: Terminal,
): Promise<Client> {
  for (const warning of keyWarnings(env)) err(warning);
  const baseUrl = baseUrlOf(options, env);
  const fetch = await fetchFor(baseUrl, env);
  return createClient({ ...options, baseUrl, apiKey: env['OPENAI_ADMIN_KEY'], fetch });
}

/** Where the API is: the option, the environment, the OpenAPI document. */
export function baseUrlOf(
  { baseUrl }: Pick<ClientOptions, 'baseUrl'>,
  env: Terminal['env'],
): string {
  return String(baseUrl ?? (env['OPENAI_BASE_URL'] || operation.server));
}

function keyWarnings(env: Terminal['env']): string[] {
  const key = env['OPENAI_ADMIN_KEY'] ?? '';
  if (key === '' && env['OPENAI_API_KEY'])
    return ['OPENAI_API_KEY is not used: this endpoint wants an admin key in OPENAI_ADMIN_KEY.'];
  const kind = /^sk-(proj|svcacct)-/.exec(key)?.[1];
  if (kind === undefined) return [];
  const owner = kind === 'proj' ? 'project' : 'service account';
  return [
    `Warning: OPENAI_ADMIN_KEY holds a ${owner} key; inviting needs an admin key (sk-admin-…) of an organization owner.`,
  ];
}
