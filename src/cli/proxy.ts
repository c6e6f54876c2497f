import type { Dispatcher } from 'undici';
import { ConfigurationError } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The way through the proxy of HTTPS_PROXY, but to the hosts of NO_PROXY; undefined where no proxy
 * is set. Plain `http:` goes to loopback addresses only, and never to a proxy.
 *
 * @throws {@link ConfigurationError} where HTTPS_PROXY cannot be used.
 */
export async function proxyOf(env: Environment): Promise<Dispatcher | undefined> {
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'];
  if (!httpsProxy) return undefined;
  // The text may hold a password, so it is not quoted.
  if (!/^https?:\/\/./.test(httpsProxy) || !URL.canParse(httpsProxy))
    throw new ConfigurationError(
      'HTTPS_PROXY must be a URL such as http://proxy.example:8080 (https: is possible too).',
    );
  const { EnvHttpProxyAgent } = await import('undici');
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  return new EnvHttpProxyAgent({ httpProxy: '', httpsProxy, noProxy });
}

/** The runtime's `fetch`, but through a dispatcher. */
export function fetchThrough(dispatcher: Dispatcher): typeof fetch {
  return (input, init) => {
    // Node.js's own option, which the types of the web's fetch do not know.
    const through = { ...init, dispatcher };
    return fetch(input, through);
  };
}
