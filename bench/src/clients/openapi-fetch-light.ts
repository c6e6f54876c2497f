import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript.js';
import { path, within, type Connect } from './client.js';

/** Holds what `fetch` needs; `fetch` builds its own `Request` anyway. */
class LightRequest {
  constructor(
    readonly url: string,
    readonly init: RequestInit,
  ) {}
}

const Light = new Proxy(Request, {
  construct: (_Request, [url, init]: [string, RequestInit]) => new LightRequest(url, init),
});

/**
 * openapi-fetch with a deadline and without its superfluous `Request`: the lowest possible cost of
 * a client on openapi-fetch.
 */
export const connect: Connect = ({ apiKey, baseUrl, fetch, timeout = 60_000 }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const send = (request: Request): Promise<Response> =>
    request instanceof LightRequest ? fetch(request.url, request.init) : fetch(request);
  const client = createClient<paths>({ baseUrl, headers, fetch: send, Request: Light });
  return (body) => within(timeout, (signal) => client.POST(path, { body, signal }));
};
