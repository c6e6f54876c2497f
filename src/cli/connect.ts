import type { AttemptEvent } from '../call/call.js';
import { createClient, type Client } from '../client.js';
import { ConfigurationError } from '../errors.js';
import { operation } from '../operation.js';
import type { ClientOptions } from '../options.js';
import { listViolations } from '../violations.js';
import { fetchFor } from './proxy.js';
import { printable, type Terminal } from './terminal.js';

/** The options of all commands that invite. */
export interface ConnectOptions {
  readonly mock?: boolean;
  readonly baseUrl?: string;
  readonly timeout?: number;
  readonly verbose?: boolean;
}

/** Runs a function with a client of the service or of a mock organization. */
export async function withClient<T>(
  options: ConnectOptions,
  terminal: Terminal,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const settings = { timeout: options.timeout, ...callPrinter(options, terminal) };
  if (options.mock !== true) return work(await connect(options, settings, terminal));
  const { startMockOrganization } = await import('../mock/index.js');
  const organization = await startMockOrganization();
  const { url: baseUrl, apiKey } = organization;
  terminal.err(`A mock organization runs on this machine at ${baseUrl}; no real invite is sent.`);
  try {
    return await work(createClient({ ...settings, baseUrl, apiKey }));
  } finally {
    await organization.close();
  }
}

/** Where the API is: the option, the environment, the OpenAPI document. */
export function baseUrlOf({ baseUrl }: ConnectOptions, env: Terminal['env']): string {
  return baseUrl ?? (env['OPENAI_BASE_URL'] || operation.server);
}

async function connect(
  options: ConnectOptions,
  settings: ClientOptions,
  { env, err }: Terminal,
): Promise<Client> {
  const apiKey = env['OPENAI_ADMIN_KEY'];
  const kind = /^sk-(proj|svcacct)-/.exec(apiKey ?? '')?.[1];
  if (!apiKey) {
    const other = env['OPENAI_API_KEY']
      ? ' (OPENAI_API_KEY is not used: it is of another kind)'
      : '';
    throw new ConfigurationError(`No admin key: set OPENAI_ADMIN_KEY${other}.`);
  }
  if (kind !== undefined)
    err(
      `Warning: OPENAI_ADMIN_KEY holds a ${kind === 'proj' ? 'project' : 'service account'} key; inviting needs an admin key (sk-admin-…) of an organization owner.`,
    );
  const baseUrl = baseUrlOf(options, env);
  return createClient({ ...settings, baseUrl, apiKey, fetch: await fetchFor(baseUrl, env) });
}

/**
 * Reports once that answers differ from the document; with `--verbose`, also how, and every
 * attempt.
 */
function callPrinter(
  { verbose = false }: ConnectOptions,
  { err }: Terminal,
): Pick<ClientOptions, 'onAttempt' | 'onDrift'> {
  const told = new Set<string>();
  return {
    onDrift: ({ violations }) => {
      const how = verbose ? `:\n${listViolations(violations)}` : '. --verbose shows how.';
      const text = `The service's answers have changed since this version was made; invites are not affected${how}`;
      if (!told.has(text)) err(printable(text));
      told.add(text);
    },
    onAttempt: (event) => {
      if (verbose) err(printable(describeAttempt(event)));
    },
  };
}

/** One attempt as a line of text, without the key and the invitee. */
function describeAttempt(event: AttemptEvent): string {
  const { number, duration, status, requestId, outcome, code, next } = event;
  const answer = status === undefined ? 'no answer' : `status ${status}`;
  const request = requestId === undefined ? [] : [`request ${requestId}`];
  const error = code === undefined || code === 'api' ? [] : [`error ${code}`];
  const parts = [answer, ...error, ...request, outcome, `${Math.round(duration)} ms`];
  const reason = next?.reason === 'rate-limit' ? 'rate limit' : 'retry';
  const after = next ? `; the next in ${(next.delay / 1000).toFixed(1)} s (${reason})` : '';
  return `Attempt ${number}: ${parts.join(', ')}${after}`;
}
