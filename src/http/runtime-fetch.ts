/** What the client needs of a `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The runtime's own `fetch`, kept from sending a request twice. Deno's sends a POST again when a
 * connection that it had kept alive closes before the answer, although the server may have read
 * all of the first; so there no connection is kept.
 */
export function runtimeFetch(): Fetch {
  const deno: unknown = Reflect.get(globalThis, 'Deno');
  // Looked up for each call, since tracing libraries replace the global one.
  if (!makesClients(deno)) return (url, init) => globalThis.fetch(url, init);
  const client = deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  return (url, init) => {
    const unpooled = { ...init, client };
    return globalThis.fetch(url, unpooled);
  };
}

interface Deno {
  readonly createHttpClient: (options: { poolMaxIdlePerHost: number }) => unknown;
}

function makesClients(deno: unknown): deno is Deno {
  return typeof deno === 'object' && deno !== null && 'createHttpClient' in deno;
}
