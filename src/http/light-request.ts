/**
 * What openapi-fetch asks of a `Request` where no middleware looks into it, and no more. Making a
 * real one takes longer than all the rest of a call, and `fetch` would copy it once more.
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

  /** The arguments for `fetch`. */
  unpack(): { readonly url: string; readonly init: RequestInit & { headers: Headers } } {
    return { url: this.url, init: { ...this.init, headers: this.headers } };
  }
}

/** As the type of openapi-fetch's option, which constructs it and does nothing else with it. */
export const LightRequestClass = LightRequest as unknown as typeof Request;
