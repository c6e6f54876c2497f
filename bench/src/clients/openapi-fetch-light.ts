import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript.js';
import { path, within, type Connect } from './client.js';

/** Carries what `fetch` needs, since `fetch` makes a `Request` of its own anyway. */
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
 * openapi-fetch without the `Request` that it builds for nothing, and with a deadline: the least
 * that a client on openapi-fetch can cost.
 */
export const connect: Connect = ({ apiKey, baseUrl, fetch, timeout = 60_000 }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const send = (request: Request): Promise<Response> =>
    request instanceof LightRequest ? fetch(request.url, request.init) : fetch(request);
  const client = createClient<paths>({ baseUrl, headers, fetch: send, Request: Light });
  return (body) => within(timeout, (signal) => client.POST(path, { body, signal }));
};
