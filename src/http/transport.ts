import { ConfigurationError } from '../errors.js';
import { keyHeader, keyPrefix } from '../operation.js';
import type { Settings } from '../options.js';
import { checkHeaders } from './headers.js';
import { LightRequest } from './light-request.js';

/** The arguments for `fetch`. */
export interface Outgoing {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

/**
 * Turns a request of openapi-fetch into the arguments for `fetch`: with the key, under the base
 * URL only, and never along a redirect, which would take the invitee's address to another server.
 *
 * @throws {@link ConfigurationError} where the URL or a header must not be sent.
 */
export type Prepare = (request: Request) => Promise<Outgoing>;

export function createPrepare({ baseUrl, apiKey }: Settings): Prepare {
  const base = new URL(`${baseUrl}/`);
  return async (request) => {
    const { url, init } =
      request instanceof LightRequest ? request.unpack() : await unpack(request, base);
    // The key is set here and not earlier, so that no middleware that logs requests sees it.
    init.headers.set(keyHeader, `${keyPrefix}${apiKey}`);
    init.redirect = 'manual';
    if (init.method !== 'GET' && isCacheSupported()) init.cache = 'no-store';
    return { url, init };
  };
}

/** Middleware may have replaced the request, so all of it is checked again. */
async function unpack(request: Request, base: URL): Promise<Outgoing> {
  refuseOutside(base, new URL(request.url));
  const { url, method, signal } = request;
  const headers = checkHeaders(request.headers);
  const init = { method, headers, signal, body: await readRequest(request) };
  return { url, init: isCacheSupported() ? { ...init, cache: request.cache } : init };
}

/** Text stays text, so that an injected `fetch` sees what it would without middleware. */
async function readRequest(request: Request): Promise<string | ArrayBuffer | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const type = request.headers.get('content-type') ?? '';
  return /json|^text\/|urlencoded/.test(type) ? request.text() : request.arrayBuffer();
}

function refuseOutside(base: URL, { origin, username, password, pathname }: URL): void {
  if (origin === base.origin && username + password === '' && pathname.startsWith(base.pathname))
    return;
  throw new ConfigurationError(
    `The key may only go to paths under ${base.href}, not to ${origin}${pathname}.`,
  );
}

/**
 * Next.js 14 answers even a POST from its cache unless it is told not to; Cloudflare Workers of
 * old compatibility dates refuse the very option.
 */
function isCacheSupported(): boolean {
  return typeof Request === 'function' && 'cache' in Request.prototype;
}
