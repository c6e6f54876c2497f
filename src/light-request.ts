/**
 * What openapi-fetch asks of a `Request`, and no more. A real one would be built for nothing:
 * `fetch` makes its own from it and pipes the body through a stream, which takes longer than all
 * the rest of a call.
 */
export class LightRequest {
  readonly method: string;
  readonly headers: Headers;

  constructor(
    readonly url: string,
    readonly init: RequestInit,
  ) {
    const { method = 'GET', headers } = init;
    this.method = method;
    this.headers = headers instanceof Headers ? headers : new Headers(headers);
  }
}

/**
 * Makes what stands for the class `Request`, and makes light ones. A function, since Node.js loads
 * its `fetch` where `Request` is first read, which takes longer than all the rest of an import.
 */
export function lightRequests(): typeof Request {
  return new Proxy(Request, {
    construct: (_Real, [url, init]: [string, RequestInit]) => new LightRequest(url, init),
  });
}
