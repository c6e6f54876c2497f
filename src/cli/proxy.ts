import type Undici from 'undici';
import type { Dispatcher } from 'undici';
import { ConfigurationError } from '../errors.js';
import type { Fetch } from '../http/runtime.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The `fetch` of the command: through the proxy of HTTPS_PROXY, but directly to the hosts of
 * NO_PROXY and to loopback addresses, independent of Node.js itself; undefined if no proxy is set
 * and the runtime's `fetch` is enough. It is undici's own, because agents of one undici do not work
 * reliably in the `fetch` of another.
 *
 * @throws {@link ConfigurationError} where HTTPS_PROXY cannot be used.
 */
export async function fetchFor(baseUrl: string, env: Environment): Promise<Fetch | undefined> {
  const isLoopback = baseUrl.startsWith('http:');
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'];
  if (isLoopback) return anyProxy(env) ? fetchThrough(({ Agent }) => new Agent()) : undefined;
  if (!httpsProxy) return undefined;
  // The text may hold a password, so it is not quoted.
  if (!/^https?:\/\/./.test(httpsProxy) || !URL.canParse(httpsProxy))
    throw new ConfigurationError(
      'HTTPS_PROXY must be a URL such as http://proxy.example:8080 (https: is possible too).',
    );
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  return fetchThrough(
    ({ EnvHttpProxyAgent }) => new EnvHttpProxyAgent({ httpProxy: '', httpsProxy, noProxy }),
  );
}

function anyProxy(env: Environment): boolean {
  return Object.entries(env).some(([name, value]) => /^(http|all)_proxy$/i.test(name) && value);
}

async function fetchThrough(connect: (library: typeof Undici) => Dispatcher): Promise<Fetch> {
  // The default export: a CommonJS package has no other one once it is bundled.
  const { default: undici } = await import('undici');
  const dispatcher = connect(undici);
  // Both follow the Fetch standard; only their declarations differ.
  const fetch = undici.fetch as unknown as Fetch;
  return (url, init) => {
    const through = { ...init, dispatcher };
    return fetch(url, through);
  };
}
