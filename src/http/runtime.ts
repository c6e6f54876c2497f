/** Everything that depends on the runtime. */

/** What the client needs of a `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The runtime's own `fetch`, prevented from sending a request twice. Deno's repeats a POST if a
 * kept-alive connection closes before the answer, although the server may have read the first one;
 * so connections are not kept alive there.
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

export function isBrowser(): boolean {
  return 'window' in globalThis && 'document' in globalThis;
}

export function fromEnvironment(name: string): string | undefined {
  try {
    return globalThis.process.env[name];
  } catch {
    // No `process` here, or no permission to read it.
    return undefined;
  }
}

/**
 * The environment variable whose proxy the runtime's own `fetch` would use for a plain `http:` URL;
 * undefined where it connects directly. Bun and Deno always honour the variables, Node.js if it is
 * told to (`NODE_USE_ENV_PROXY=1`, `--use-env-proxy`).
 *
 * @param read reads an environment variable
 */
export function proxyForLoopback(
  { protocol, hostname }: URL,
  read: (name: string) => string | undefined = fromEnvironment,
): string | undefined {
  // Of NO_PROXY only forms that all of these runtimes take: the host name itself, and `*`.
  const exempt = (read('no_proxy') ?? read('NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/);
  if (protocol !== 'http:' || exempt.includes('*') || exempt.includes(hostname)) return undefined;
  if (!honoursProxies(read)) return undefined;
  return ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => read(name));
}

function honoursProxies(read: (name: string) => string | undefined): boolean {
  if ('Bun' in globalThis || 'Deno' in globalThis || read('NODE_USE_ENV_PROXY') === '1')
    return true;
  const flags = 'process' in globalThis ? globalThis.process.execArgv : [];
  return [read('NODE_OPTIONS'), ...flags].some((flag) => flag?.includes('--use-env-proxy'));
}
