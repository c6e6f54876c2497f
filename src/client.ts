import type { Client as FetchClient } from 'openapi-fetch';
import type { paths } from '../generated/schema.js';
import { callWithRetries, type CallContext } from './call/call.js';
import { RequestQueue } from './call/request-queue.js';
import { systemClock, type Clock } from './call/time.js';
import { ConfigurationError } from './errors.js';
import { redactor } from './http/redact.js';
import { Transport } from './http/transport.js';
import {
  inviteUser,
  serializeRequest,
  type ApiOperation,
  type CallInput,
  type Invite,
  type InviteRequest,
} from './operation.js';
import { resolveCall, resolveOptions, type CallOptions, type ClientOptions } from './options.js';
import { createDriftHandler } from './outcome/drift.js';

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
 * @throws {@link ConfigurationError} if an option is invalid or the key is missing.
 */
export function createClient(options: ClientOptions = {}): Client {
  return new InviteClient(systemClock, options);
}

/** {@link createClient} with an injectable clock (for tests). */
export function createClientWith(clock: Clock, options: ClientOptions): Client {
  return new InviteClient(clock, options);
}

/**
 * Identifies clients of {@link createClient} across copies of the package (ESM and CommonJS are
 * two).
 */
const clientMark = Symbol.for('openai-invites.client');

/** A call of an operation, and what an import adds to one. */
type Invocation<Body, Result> = CallInput<Body> & {
  readonly operation: ApiOperation<Body, Result>;
} & Partial<Pick<CallContext<Body, Result>, 'waitSignal' | 'wrapAttempt' | 'maxRetryDelay'>>;

/** The client, with the internals that the import needs. */
export class InviteClient implements Client {
  readonly api: FetchClient<paths>;
  readonly baseUrl: string;
  readonly queue: RequestQueue;
  readonly #settings;
  readonly #transport;
  readonly #redact;
  readonly #handleDrift;

  constructor(
    readonly clock: Clock,
    options: ClientOptions,
  ) {
    const settings = resolveOptions(options);
    this.#settings = settings;
    this.baseUrl = settings.baseUrl;
    this.queue = new RequestQueue(clock);
    this.#transport = new Transport(settings);
    this.api = this.#transport.api;
    this.#redact = redactor(settings.apiKey);
    this.#handleDrift = createDriftHandler(settings.onDrift);
  }

  /** A property, so that it can be destructured. */
  readonly inviteUser = (body: InviteRequest, options?: CallOptions): Promise<Invite> =>
    this.call({ operation: inviteUser, body }, options);

  /** On the prototype, so that a copy of the properties is not accepted as a client. */
  get [clientMark](): true {
    return true;
  }

  /**
   * For the fingerprint in a journal. On the prototype, so that inspecting the client does not show
   * it.
   */
  get apiKey(): string {
    return this.#settings.apiKey;
  }

  async call<Body, Result>(
    invocation: Invocation<Body, Result>,
    options?: CallOptions,
  ): Promise<Result> {
    const { operation } = invocation;
    const request = serializeRequest(operation, invocation);
    const call = resolveCall(this.#settings, options);
    // Property by property: spreading `call` would add a fifth to the time of a whole call.
    const success = await callWithRetries({
      operation,
      request,
      headers: call.headers,
      timeout: call.timeout,
      signal: call.signal,
      waitSignal: invocation.waitSignal ?? call.signal,
      maxRetries: call.maxRetries,
      maxRetryDelay: invocation.maxRetryDelay ?? call.maxRetryDelay,
      wrapAttempt: invocation.wrapAttempt,
      listeners: call.listeners,
      transport: this.#transport,
      redact: this.#redact,
      queue: this.queue,
      clock: this.clock,
    });
    if (success.violations.length > 0) this.#handleDrift(operation, success);
    return success.result;
  }
}

/** @throws {@link ConfigurationError} if the client does not come from {@link createClient}. */
export function toInviteClient(client: Client): InviteClient {
  if (isInviteClient(client)) return client;
  throw new ConfigurationError('The client must come from createClient.');
}

function isInviteClient(client: unknown): client is InviteClient {
  return typeof client === 'object' && client !== null && clientMark in client;
}
