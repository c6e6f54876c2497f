import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from '../../generated/schema.js';
import { ConfigurationError, InviteError } from '../errors.js';
import {
  keyHeader,
  keyPrefix,
  parseRequest,
  type ApiOperation,
  type CheckedRequest,
  type HttpMethod,
} from '../operation.js';
import { checkHeaders, type Settings } from '../options.js';
import { readBody } from './read-body.js';

/** What became of one call of `fetch`. */
interface FetchResult {
  /** The status that it resolved with. */
  status?: number;
  /** What it rejected with. */
  failure?: { readonly thrown: unknown };
}

/** How far a request got. */
export interface Progress {
  /** The calls of `fetch`: one, unless middleware sends the request again. */
  readonly results: FetchResult[];
  /** Why the request was not sent, or the last rejection of `fetch`. */
  failure?: { readonly thrown: unknown };
}

/** What is sent by the client itself, and not by a caller through `api`. */
interface Sent {
  readonly operation: ApiOperation;
  readonly request: CheckedRequest;
}

/** A request of an operation. */
interface OperationRequest extends Sent {
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

/** Any operation: the types of its request and answer come from its description. */
type AnyPaths = Record<
  string,
  Record<HttpMethod, { requestBody?: { content: { 'application/json': unknown } } }>
>;

/** The arguments of `fetch`. */
interface Outgoing {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

/**
 * Replaces the `Request` of openapi-fetch if there is no middleware. A real one takes longer than
 * the rest of the call, and `fetch` would copy it again.
 */
class LightRequest implements Outgoing {
  constructor(
    readonly url: string,
    readonly init: RequestInit & { headers: Headers },
  ) {}
}

/** As the type of openapi-fetch's option, which constructs it and does nothing else with it. */
const LightRequestClass = LightRequest as unknown as typeof Request;

/** Maximum number of bytes read of an error response. */
const maxErrorBody = 64 * 1024;

/**
 * Stands for an error response towards openapi-fetch, which calls `text()`: that reads within
 * bounds and never rejects. The status decides, so a long or truncated page must neither fill
 * memory nor hide the status. The response itself may be frozen, and a new `Response` would reject
 * some statuses and reason phrases.
 */
function boundErrorText(response: Response): Response {
  const { ok, status, headers } = response;
  if (ok) return response;
  const text = async (): Promise<string> => (await readBody(response, maxErrorBody)).text;
  const shape: unknown = Object.setPrototypeOf({ ok, status, headers, text }, Response.prototype);
  return shape as Response;
}

/** By its shape, since it may come from another realm or a polyfill. */
function checkResponse(response: { headers?: { forEach?: unknown } } | null | undefined): void {
  if (typeof response?.headers?.forEach !== 'function')
    throw new TypeError('`fetch` resolved with what is no Response.');
}

/**
 * Sends requests of openapi-fetch: with the key, under the base URL only, and never along a
 * redirect, which would take the invitee's address to another server.
 */
export class Transport {
  /** The public openapi-fetch client. */
  readonly api: FetchClient<paths>;
  readonly #settings: Settings;
  readonly #base: URL;
  /** Sends the operation's requests: light ones, until there is middleware. */
  #sender: FetchClient<AnyPaths>;

  constructor(settings: Settings) {
    const { baseUrl } = settings;
    this.#settings = settings;
    this.#base = new URL(`${baseUrl}/`);
    const fetch = async (request: Request): Promise<Response> => {
      const { url, init } = await this.#prepare(request);
      return settings.fetch(url, init);
    };
    const api = createFetchClient<paths>({ baseUrl, fetch });
    const sender = createFetchClient<AnyPaths>({ baseUrl });
    // The first middleware sees the response last; others may have replaced it.
    sender.use({
      onResponse: ({ response }) => boundErrorText(response),
    });
    const use: typeof api.use = (...middleware) => {
      this.#sender = sender;
      for (const client of [api, sender]) client.use(...middleware);
    };
    const eject: typeof api.eject = (...middleware) => {
      for (const client of [api, sender]) client.eject(...middleware);
    };
    this.#sender = createFetchClient<AnyPaths>({ baseUrl, Request: LightRequestClass });
    this.api = { ...api, use, eject };
  }

  /** Sends a request of the operation, with middleware around it, and records how far it got. */
  send(
    { operation, request, headers, signal }: OperationRequest,
    progress: Progress,
  ): Promise<{ error?: unknown; response: Response }> {
    if (operation.mediaType !== undefined) headers.set('content-type', operation.mediaType);
    return this.#sender.request(operation.method, operation.path, {
      params: { query: { ...request.query } },
      body: request.body,
      bodySerializer: () => request.text,
      headers,
      signal,
      fetch: async (outgoing) => {
        const result: FetchResult = {};
        try {
          const { url, init } = await this.#prepare(outgoing, { operation, request });
          if (signal.aborted) throw new Error('Middleware took longer than the attempt was given.');
          progress.results.push(result);
          const response = await this.#settings.fetch(url, init);
          checkResponse(response);
          result.status = response.status;
          // Middleware gets the response itself.
          return outgoing instanceof LightRequest ? boundErrorText(response) : response;
        } catch (thrown) {
          result.failure = progress.failure = { thrown };
          throw thrown;
        }
      },
      // As a stream, so that openapi-fetch does not read a body that is long, truncated or not JSON.
      parseAs: 'stream',
    });
  }

  /**
   * The arguments for `fetch`.
   *
   * @throws {@link InviteError} where the URL, a header or the body must not be sent.
   */
  async #prepare(request: Request, sent?: Sent): Promise<Outgoing> {
    const { url, init } =
      request instanceof LightRequest ? request : await unpack(request, this.#base);
    if (sent && init.body !== sent.request.text) checkReplaced(init.body, sent);
    // The key is added here and not earlier, so that middleware that logs requests does not see it.
    init.headers.set(keyHeader, `${keyPrefix}${this.#settings.apiKey}`);
    init.redirect = 'manual';
    if (init.method !== 'GET' && isCacheSupported()) init.cache = 'no-store';
    return { url, init };
  }
}

/** Middleware may have replaced the request, so all of it is checked again. */
async function unpack(request: Request, base: URL): Promise<Outgoing> {
  const { origin, username, password, pathname } = new URL(request.url);
  const isUnderBase = origin === base.origin && pathname.startsWith(base.pathname);
  if (!isUnderBase || username + password !== '')
    throw new ConfigurationError(
      `The key may only go to paths under ${base.href}, not to ${origin}${pathname}.`,
    );
  const { url, method, signal } = request;
  const headers = checkHeaders(request.headers);
  const init = { method, headers, signal, body: await readRequest(request) };
  return { url, init: isCacheSupported() ? { ...init, cache: request.cache } : init };
}

/** Text stays text, so that an injected `fetch` gets the same as without middleware. */
async function readRequest(request: Request): Promise<string | ArrayBuffer | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const type = request.headers.get('content-type') ?? '';
  return /json|^text\/|urlencoded/.test(type) ? request.text() : request.arrayBuffer();
}

/**
 * If the address could be replaced, an answer would not prove that the right person was invited.
 */
function checkReplaced(body: unknown, { operation, request }: Sent): void {
  if (!operation.checkRequest) return;
  const replaced = parseRequest(
    typeof body === 'string' ? body : undefined,
    operation.checkRequest,
  );
  if (!operation.isSameSubject(replaced.body, request.body))
    throw new InviteError('Middleware replaced the address of the invite.');
}

/**
 * Next.js 14 caches even POST requests by default; Cloudflare Workers with old compatibility dates
 * reject this option.
 */
function isCacheSupported(): boolean {
  return typeof Request === 'function' && 'cache' in Request.prototype;
}
