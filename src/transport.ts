import { readText } from './body.js';
import { ConfigurationError } from './errors.js';
import { LightRequest } from './light-request.js';
import type { Settings } from './options.js';

/** The most of an error page that is read, in bytes. */
const maxErrorBody = 64 * 1024;

/**
 * Makes the function by which openapi-fetch sends: with the key, under the base URL only, and
 * never along a redirect, which would take the invitee's address to another server.
 */
export function createTransport({ baseUrl, apiKey, fetch }: Settings) {
  const base = new URL(`${baseUrl}/`);
  // Set here and not earlier, so that no middleware that logs requests sees the key.
  const withKey = (headers: Headers): RequestInit => {
    headers.set('authorization', `Bearer ${apiKey}`);
    return { headers, redirect: 'manual' };
  };
  const send = (request: Request): Promise<Response> => {
    if (request instanceof LightRequest)
      return fetch(request.url, { ...request.init, ...withKey(request.headers) });
    refuseOutside(base, new URL(request.url));
    return fetch(request, withKey(new Headers(request.headers)));
  };
  return async (request: Request): Promise<Response> => {
    const response = await send(request);
    return response.ok ? response : withShortBody(response);
  };
}

function refuseOutside(base: URL, { origin, username, password, pathname }: URL): void {
  if (origin === base.origin && username + password === '' && pathname.startsWith(base.pathname))
    return;
  throw new ConfigurationError(
    `The key may only go to paths under ${base.href}, not to ${origin}${pathname}.`,
  );
}

/** An error is judged by its status: a long or torn page must neither fill memory nor hide it. */
async function withShortBody(response: Response): Promise<Response> {
  const { status, statusText, headers, body } = response;
  // `Response` takes no status outside of 200 to 599, nor would a body-less one gain by a copy.
  if (!body || status > 599) return response;
  const { text } = await readText(body, maxErrorBody);
  return new Response(text, { status, statusText, headers });
}
