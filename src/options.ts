import { operation } from './operation.js';
import type { OnDrift } from './on-drift.js';
import { ConfigurationError } from './errors.js';
import { runtimeFetch } from './runtime-fetch.js';

/** How {@link createClient} sets the client up. */
export interface ClientOptions {
  /**
   * The organization's admin key (`sk-admin-…`).
   * @default the environment variable OPENAI_ADMIN_KEY
   */
  readonly apiKey?: string | undefined;
  /**
   * Where the API is, as an `https:` URL; plain `http:` only to a loopback address or `localhost`.
   * @default the environment variable OPENAI_BASE_URL, else the OpenAPI document's server
   */
  readonly baseUrl?: string | undefined;
  /**
   * Sends the requests, as the global `fetch` does.
   * @default globalThis.fetch
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Milliseconds until one attempt is given up, reading its answer included.
   * @default 60000
   */
  readonly timeout?: number | undefined;
  /**
   * How often a call is tried again at most. Only what surely made no invite is tried again.
   * @default 2
   */
  readonly maxRetries?: number | undefined;
  /**
   * The longest wait before a next try, in milliseconds. Where the server asks for more, the error
   * is thrown at once.
   * @default 60000
   */
  readonly maxRetryDelay?: number | undefined;
  /**
   * What to do with an invite that breaks the OpenAPI document. It went out, so by default it is
   * returned as it came: `'warn'` writes each distinct violation once to `console.warn`, a
   * function receives every report; `'throw'` throws a {@link DriftError} that carries the data.
   * @default 'warn'
   */
  readonly onDrift?: OnDrift | undefined;
  /**
   * Lets the client start in a browser, where every visitor can read the key.
   * @default false
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** How one call differs from the client's options. */
export interface CallOptions {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds until one attempt is given up.
   * @default the client's `timeout`
   */
  readonly timeout?: number | undefined;
  /**
   * How often this call is tried again at most.
   * @default the client's `maxRetries`
   */
  readonly maxRetries?: number | undefined;
  /** Headers to send besides the client's own; `authorization` is refused. */
  readonly headers?: HeadersInit | undefined;
}

/** Options with nothing left open. */
export type Settings = {
  readonly [K in Exclude<keyof ClientOptions, 'dangerouslyAllowBrowser'>]-?: NonNullable<
    ClientOptions[K]
  >;
};

/**
 * Fills the options up from the environment and the OpenAPI document.
 *
 * @throws {@link ConfigurationError} where a value cannot work.
 */
export function resolveOptions(options: ClientOptions): Settings {
  if (isBrowser() && options.dangerouslyAllowBrowser !== true)
    throw new ConfigurationError(
      'This is a browser, where every visitor could read the admin key; call the API from a server. (`dangerouslyAllowBrowser: true` overrides this.)',
    );
  return {
    apiKey: checkKey(options.apiKey ?? fromEnvironment('OPENAI_ADMIN_KEY')),
    baseUrl: checkBaseUrl(
      options.baseUrl ?? (fromEnvironment('OPENAI_BASE_URL') || operation.server),
    ),
    fetch: options.fetch ?? runtimeFetch(),
    timeout: checkTimeout(options.timeout ?? 60_000),
    maxRetries: checkMaxRetries(options.maxRetries ?? 2),
    maxRetryDelay: checkMaxRetryDelay(options.maxRetryDelay ?? 60_000),
    onDrift: options.onDrift ?? 'warn',
  };
}

function isBrowser(): boolean {
  return 'window' in globalThis && 'document' in globalThis;
}

function fromEnvironment(name: string): string | undefined {
  try {
    return globalThis.process.env[name];
  } catch {
    // No `process` here, or no permission to read it.
    return undefined;
  }
}

function checkKey(key: string | undefined): string {
  if (key === undefined || key === '')
    throw new ConfigurationError('No admin key: set OPENAI_ADMIN_KEY or pass `apiKey`.');
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new ConfigurationError(
      'The admin key holds a line break, a space or another character that no key has; was it cut or copied with its line end?',
    );
  return key;
}

/** @throws {@link ConfigurationError} where the key must not go to such a URL. */
export function checkBaseUrl(text: string): string {
  const refuse = (why: string): never => {
    throw new ConfigurationError(`The base URL ${why}.`);
  };
  if (!URL.canParse(text)) return refuse('is not an absolute URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') refuse('must not hold a user name or password');
  if (text.includes('?') || text.includes('#')) refuse('must not hold a query or fragment');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    refuse(
      'must use https: (http: only to a loopback address), or the key could be read on its way',
    );
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('must use https:');
  return url.href.replace(/\/+$/, '');
}

/** The URL parser has made every spelling of an IP address canonical by now. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** What bounds one call: the client's settings, as far as the call does not say otherwise. */
export function resolveLimits(settings: Settings, call: CallOptions) {
  return {
    timeout: checkTimeout(call.timeout ?? settings.timeout),
    signal: call.signal,
    maxRetries: checkMaxRetries(call.maxRetries ?? settings.maxRetries),
    maxRetryDelay: settings.maxRetryDelay,
  };
}

/** The longest delay that timers take, in milliseconds (2^31 - 1). */
const maxDelay = 2_147_483_647;

function checkTimeout(timeout: number): number {
  if (timeout > 0 && timeout <= maxDelay) return timeout;
  throw new ConfigurationError(`timeout must be over 0 and at most ${maxDelay} ms.`);
}

function checkMaxRetryDelay(delay: number): number {
  if (delay >= 0 && delay <= maxDelay) return delay;
  throw new ConfigurationError(`maxRetryDelay must be at least 0 and at most ${maxDelay} ms.`);
}

function checkMaxRetries(retries: number): number {
  if (Number.isSafeInteger(retries) && retries >= 0) return retries;
  throw new ConfigurationError('maxRetries must be a whole number, at least 0.');
}

/** @throws {@link ConfigurationError} where a header cannot be sent, or would replace the key. */
export function checkHeaders(headers: HeadersInit | undefined): Headers {
  let checked: Headers;
  try {
    checked = new Headers(headers);
  } catch {
    // The reason would hold the header's value.
    throw new ConfigurationError('`headers` has a name or value that HTTP does not allow.');
  }
  if (checked.has('authorization'))
    throw new ConfigurationError(
      '`headers` cannot replace the key; pass `apiKey` to createClient.',
    );
  return checked;
}
