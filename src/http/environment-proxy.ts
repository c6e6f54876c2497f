/**
 * The environment variable whose proxy the runtime's own `fetch` would use for a plain `http:` URL;
 * undefined where it connects directly. Bun and Deno always honour the variables, Node.js if it is
 * told to (`NODE_USE_ENV_PROXY=1`, `--use-env-proxy`).
 *
 * @param read reads an environment variable
 */
export function proxyForLoopback(
  url: URL,
  read: (name: string) => string | undefined,
): string | undefined {
  if (url.protocol !== 'http:' || !honoursProxies(read) || isExempt(url, read)) return undefined;
  return ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => read(name));
}

function honoursProxies(read: (name: string) => string | undefined): boolean {
  if ('Bun' in globalThis || 'Deno' in globalThis || read('NODE_USE_ENV_PROXY') === '1')
    return true;
  const flags = 'process' in globalThis ? globalThis.process.execArgv : [];
  return [read('NODE_OPTIONS'), ...flags].some((flag) => flag?.includes('--use-env-proxy'));
}

/** Only forms that all of these runtimes take: the host name itself, and `*`. */
function isExempt({ hostname }: URL, read: (name: string) => string | undefined): boolean {
  const list = read('no_proxy') ?? read('NO_PROXY') ?? '';
  const entries = list.split(/[\s,]+/).map((entry) => entry.toLowerCase());
  return entries.includes('*') || entries.includes(hostname);
}
