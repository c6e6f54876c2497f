import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from '../generated/schema.js';
import { Attempt } from './call/attempt.js';
import { callWithRetries, type WrapAttempt } from './call/call.js';
import { serializeRequest } from './call/checked-request.js';
import { systemClock, type Clock } from './call/clock.js';
import { RequestQueue } from './call/request-queue.js';
import { ConfigurationError } from './errors.js';
import { LightRequestClass } from './http/light-request.js';
import { redactor, type Redact } from './http/redact.js';
import { createPrepare, type Prepare } from './http/transport.js';
import type { Invite, InviteRequest } from './operation.js';
import {
  resolveCall,
  resolveOptions,
  type CallOptions,
  type ClientOptions,
  type Settings,
} from './options.js';
import { createDriftHandler } from './outcome/drift.js';
import type { Success } from './outcome/success.js';

/** Makes invites; see {@link createClient}. */
export interface Client {
  /**
   * Invites a user to the organization (`POST /organization/invites`). The body is read once, when
   * this is called: changing it later has no effect.
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

/** {@link createClient} with an injectable clock (for tests). */
export function createClientWith(clock: Clock, options: ClientOptions): Client {
  return new InviteClient(clock, resolveOptions(options));
}

/** Marks what {@link createClient} made, in every copy of the package (ESM and CommonJS are two). */
const clientMark = Symbol.for('openai-invites.client');

/** What an import adds to a call. */
interface CallHooks {
  /** Ends waits before a request, but no request in flight. */
  readonly waitSignal?: AbortSignal;
  readonly wrapAttempt?: WrapAttempt;
  /** Milliseconds; in place of the client's. */
  readonly maxRetryDelay?: number;
}

/** The client, with what the import needs of it besides its public methods. */
export class InviteClient implements Client {
  readonly api: FetchClient<paths>;
  readonly baseUrl: string;
  readonly queue: RequestQueue;
  readonly #settings: Settings;
  readonly #redact: Redact;
  readonly #prepare: Prepare;
  readonly #handleDrift: (success: Success) => Invite;
  /** Sends the attempts: as light requests until there is middleware that may look into them. */
  #sender: FetchClient<paths>;

  constructor(
    readonly clock: Clock,
    settings: Settings,
  ) {
    this.#settings = settings;
    this.baseUrl = settings.baseUrl;
    this.queue = new RequestQueue(clock);
    this.#redact = redactor(settings.apiKey);
    this.#prepare = createPrepare(settings);
    this.#handleDrift = createDriftHandler(settings.onDrift);
    const { baseUrl } = settings;
    const fetch = async (request: Request): Promise<Response> => {
      const { url, init } = await this.#prepare(request);
      return settings.fetch(url, init);
    };
    const api = createFetchClient<paths>({ baseUrl, fetch });
    const use: FetchClient<paths>['use'] = (...middleware) => {
      this.#sender = api;
      api.use(...middleware);
    };
    this.api = { ...api, use };
    this.#sender = createFetchClient<paths>({ baseUrl, fetch, Request: LightRequestClass });
  }

  /** A property, so that it can be taken off the client. */
  readonly inviteUser = (body: InviteRequest, options?: CallOptions): Promise<Invite> =>
    this.invite(body, options);

  /** On the prototype, so that no copy of the properties passes for a client. */
  get [clientMark](): true {
    return true;
  }

  /** For the fingerprint in a journal. On the prototype, so that no inspection shows it. */
  get apiKey(): string {
    return this.#settings.apiKey;
  }

  async invite(body: InviteRequest, options?: CallOptions, hooks: CallHooks = {}): Promise<Invite> {
    const request = serializeRequest(body);
    const { clock, queue } = this;
    const call = { ...resolveCall(this.#settings, options), clock };
    const [prepare, redact, { fetch }] = [this.#prepare, this.#redact, this.#settings];
    const success = await callWithRetries(
      () => new Attempt({ ...call, request, api: this.#sender, prepare, fetch, redact }).run(),
      { ...call, queue, waitSignal: call.signal, wrapAttempt: (attempt) => attempt(), ...hooks },
    );
    return this.#handleDrift(success);
  }
}

/** @throws {@link ConfigurationError} where {@link createClient} did not make the client. */
export function toInviteClient(client: Client): InviteClient {
  if (isInviteClient(client)) return client;
  throw new ConfigurationError('The client must come from createClient.');
}

function isInviteClient(client: unknown): client is InviteClient {
  return typeof client === 'object' && client !== null && clientMark in client;
}
