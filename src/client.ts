import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from '../generated/schema.js';
import { readAnswer, type Answer } from './answer.js';
import { apiError } from './api-error.js';
import { callWithRetries, type Around } from './attempt.js';
import { systemClock, type Clock } from './clock.js';
import { findViolations } from './drift.js';
import { ConfigurationError, InvalidRequestError } from './errors.js';
import { createDriftHandler } from './on-drift.js';
import { lightRequests } from './light-request.js';
import { checkRequest, operation, type Invite, type InviteRequest } from './operation.js';
import {
  checkHeaders,
  resolveLimits,
  resolveOptions,
  type CallOptions,
  type ClientOptions,
  type Settings,
} from './options.js';
import { Pause } from './pause.js';
import { redactor, responseFacts, type Redact } from './redact.js';
import { createTransport } from './transport.js';

/** Makes invites; see {@link createClient}. */
export interface Client {
  /**
   * Invites a user to the organization (`POST /organization/invites`).
   *
   * @throws {@link InviteError} always one of its family; its `outcome` says whether the invite
   * went out.
   */
  inviteUser(body: InviteRequest, options?: CallOptions): Promise<Invite>;
  /**
   * The openapi-fetch client underneath, typed by the OpenAPI document: for its other paths and
   * for middleware. It has the same key, base URL and rule on redirects; the key is added after
   * the last middleware, which therefore never sees it.
   */
  readonly api: FetchClient<paths>;
}

/**
 * Makes a client for OpenAI's *Create invite*.
 *
 * @throws {@link ConfigurationError} where an option cannot work, a missing key included.
 */
export function createClient(options: ClientOptions = {}): Client {
  return createClientWith(systemClock, options);
}

/** {@link createClient} with a clock of the caller's. */
export function createClientWith(clock: Clock, options: ClientOptions): Client {
  const settings = resolveOptions(options);
  const shared = { clock, pause: new Pause(clock), redact: redactor(settings.apiKey) };
  const settle = createDriftHandler(settings.onDrift);
  const { api, sender } = createApi(settings);
  const invite: Inviter['invite'] = async (body, call, { around, stop } = {}) => {
    const violations = findViolations(checkRequest, body);
    if (violations.length > 0) throw new InvalidRequestError(violations);
    const headers = call.headers === undefined ? {} : checkHeaders(call.headers);
    const limits = { ...resolveLimits(settings, call), stop };
    const answer = await callWithRetries(
      (signal) => send(sender(), { body, headers, signal }, shared.redact, clock),
      limits,
      shared,
      around,
    );
    return settle(answer);
  };
  const client: Client = { api, inviteUser: (body, call = {}) => invite(body, call) };
  inviters.set(client, { invite, clock, pause: shared.pause, ...settings });
  return client;
}

/** What a client offers to the rest of this package, beside its public methods. */
export interface Inviter {
  readonly invite: (
    body: InviteRequest,
    call: CallOptions,
    hooks?: { readonly around?: Around; readonly stop?: AbortSignal },
  ) => Promise<Invite>;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly baseUrl: string;
  readonly apiKey: string;
}

const inviters = new WeakMap<Client, Inviter>();

/** @throws {@link ConfigurationError} where {@link createClient} did not make the client. */
export function inviterOf(client: Client): Inviter {
  const inviter = inviters.get(client);
  if (!inviter) throw new ConfigurationError('The client must come from createClient.');
  return inviter;
}

/** The openapi-fetch client, and the one to send invites by: the same, but for its requests. */
function createApi(settings: Settings): {
  api: FetchClient<paths>;
  sender: () => FetchClient<paths>;
} {
  const { baseUrl } = settings;
  const fetch = createTransport(settings);
  const real = createFetchClient<paths>({ baseUrl, fetch });
  const light = createFetchClient<paths>({ baseUrl, fetch, Request: lightRequests() });
  let sender = light;
  const use: FetchClient<paths>['use'] = (...middleware) => {
    // Middleware may look into a request, and change it.
    sender = real;
    real.use(...middleware);
  };
  return { api: { ...real, use }, sender: () => sender };
}

async function send(
  api: FetchClient<paths>,
  init: { body: InviteRequest; headers: Headers | Record<string, never>; signal: AbortSignal },
  redact: Redact,
  clock: Clock,
): Promise<Answer> {
  const { method, path } = operation;
  // As a stream, so that a body that is long, torn or no JSON is ours to judge.
  const { data, error, response } = await api.request(method, path, { ...init, parseAs: 'stream' });
  const facts = () => responseFacts(response, redact);
  if (!response.ok) throw apiError(error, facts(), redact, clock.now());
  return readAnswer(data, response.status, facts, redact);
}
