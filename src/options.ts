import type { AttemptEvent } from './call/call.js';
import { onAbort } from './call/time.js';
import { ConfigurationError } from './errors.js';
import {
  fromEnvironment,
  isBrowser,
  proxyForLoopback,
  runtimeFetch,
  type Fetch,
} from './http/runtime.js';
import { textIn } from './json.js';
import { keyHeader, operation } from './operation.js';
import { guarded, type OnDrift } from './outcome/drift.js';

/** Options of {@link createClient}. */
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
  readonly baseUrl?: string | URL | undefined;
  /**
   * Sends the requests, as the global `fetch` does. It is called as `fetch(url, init)` with a
   * string and plain options. It must send each request once: if it repeats requests by itself and
   * rejects with the last error only, the client cannot know about the others, and may report that
   * no invite went out although one did.
   * @default globalThis.fetch
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Time limit of one attempt in milliseconds, middleware and reading the answer included.
   * @default 60000
   */
  readonly timeout?: number | undefined;
  /**
   * Maximum number of retries of a call. Only what certainly made no invite is retried.
   * @default 2
   */
  readonly maxRetries?: number | undefined;
  /**
   * The longest wait before a retry that a server may ask for, in milliseconds. If it asks for
   * more, the call fails at once. Waits of the rate limiter, which all calls share, may be longer;
   * a `signal` ends them.
   * @default 60000
   */
  readonly maxRetryDelay?: number | undefined;
  /**
   * What to do with an invite that breaks the OpenAPI document. It went out, so by default it is
   * returned as received: `'warn'` writes each distinct violation once to `console.warn`, a
   * function receives every report; `'throw'` throws a {@link DriftError} that carries the data.
   * @default 'warn'
   */
  readonly onDrift?: OnDrift | undefined;
  /**
   * Called after every attempt of every call: for logs and metrics. Errors that it throws are
   * ignored, with one warning on `console.warn`.
   */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
  /**
   * Allows the client in a browser, where every visitor can read the key.
   * @default false
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Time limit of one attempt in milliseconds.
   * @default the client's `timeout`
   */
  readonly timeout?: number | undefined;
  /**
   * Maximum number of retries of this call.
   * @default the client's `maxRetries`
   */
  readonly maxRetries?: number | undefined;
  /** Additional headers; the key's header and `content-type` are rejected. */
  readonly headers?: HeadersInit | undefined;
  /** Called after every attempt of this call, after the client's own. */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
}

/** Complete options. */
export type Settings = ReturnType<typeof resolveOptions>;

/**
 * Completes the options from the environment and with defaults, and checks them.
 *
 * @throws {@link ConfigurationError} if a value is invalid.
 */
export function resolveOptions(given: ClientOptions) {
  const options = readOptions(given);
  if (isBrowser() && options.dangerouslyAllowBrowser !== true)
    throw new ConfigurationError(
      'In a browser, every visitor can read the admin key: call the API from a server. (`dangerouslyAllowBrowser: true` allows it.)',
    );
  const baseUrl = checkBaseUrl(
    options.baseUrl ?? (fromEnvironment('OPENAI_BASE_URL') || operation.server),
  );
  if (!options.fetch || options.fetch === globalThis.fetch) checkProxy(new URL(baseUrl));
  return {
    apiKey: checkKey(options.apiKey ?? fromEnvironment('OPENAI_ADMIN_KEY')),
    baseUrl,
    fetch: options.fetch ?? runtimeFetch(),
    timeout: options.timeout ?? 60_000,
    maxRetries: options.maxRetries ?? 2,
    maxRetryDelay: options.maxRetryDelay ?? 60_000,
    onDrift: options.onDrift ?? 'warn',
    listeners: toListeners(options),
  };
}

/**
 * Completes the options of one call from those of the client.
 *
 * @throws {@link ConfigurationError} if a value is invalid.
 */
export function resolveCall(settings: Settings, options?: CallOptions | null) {
  const call = readOptions(options ?? {});
  return {
    timeout: call.timeout ?? settings.timeout,
    signal: checkSignal(call.signal),
    maxRetries: call.maxRetries ?? settings.maxRetries,
    maxRetryDelay: settings.maxRetryDelay,
    headers: checkHeaders(call.headers, ofClient),
    listeners: [...settings.listeners, ...toListeners(call)],
  };
}

/** The longest delay that timers take, in milliseconds (2^31 - 1). */
const maxDelay = 2_147_483_647;

type Options = ClientOptions & CallOptions;

const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown) => typeof value === 'object';
const isDelay = (value: unknown) => typeof value === 'number' && value >= 0 && value <= maxDelay;

/** What options must be, of a client or a call. */
const rules: Readonly<
  Record<keyof Options, readonly [isValid: (value: unknown) => boolean, rule: string]>
> = {
  apiKey: [(value) => typeof value === 'string', 'a string'],
  baseUrl: [(value) => typeof value === 'string' || textIn(value, 'href') !== undefined, 'a URL'],
  dangerouslyAllowBrowser: [(value) => typeof value === 'boolean', 'a boolean'],
  fetch: [isFunction, 'a function'],
  headers: [isObject, 'an object'],
  maxRetries: [
    (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    'a whole number, at least 0',
  ],
  maxRetryDelay: [isDelay, `at least 0 and at most ${maxDelay} ms`],
  onAttempt: [isFunction, 'a function'],
  onDrift: [
    (value) => value === 'warn' || value === 'throw' || isFunction(value),
    "'warn', 'throw' or a function",
  ],
  signal: [isObject, 'an AbortSignal'],
  timeout: [(value) => isDelay(value) && value !== 0, `over 0 and at most ${maxDelay} ms`],
};

/** A checked copy: a getter may throw, or return something else when it is read again. */
function readOptions(given: Options | null): Options {
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError('The options must be an object.');
  const options: Options = {};
  for (const [name, [isValid, rule]] of Object.entries(rules)) {
    const value = readOption(given, name);
    if (value === undefined) continue;
    if (!isValid(value)) throw new ConfigurationError(`${name} must be ${rule}.`);
    Object.assign(options, { [name]: value });
  }
  return options;
}

function readOption(options: Options, name: string): unknown {
  try {
    return Reflect.get(options, name) ?? undefined;
  } catch (cause) {
    throw new ConfigurationError(`${name} cannot be read.`, 'not-invited', { cause });
  }
}

/** By use, since it may come from another realm or a polyfill. */
function checkSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined;
  try {
    onAbort(signal, () => undefined)();
    if (typeof signal.aborted === 'boolean') return signal;
  } catch {
    // It has no listeners, or they do not work.
  }
  throw new ConfigurationError('signal must be an AbortSignal: pass `controller.signal`.');
}

function toListeners({ onAttempt }: Pick<CallOptions, 'onAttempt'>) {
  const warning = 'openai-invites: onAttempt failed; the call goes on.';
  return onAttempt ? [guarded(onAttempt, warning)] : [];
}

function checkKey(key: string | undefined): string {
  if (key === undefined || key === '')
    throw new ConfigurationError('No admin key: set OPENAI_ADMIN_KEY or pass `apiKey`.');
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new ConfigurationError(
      'The admin key holds a space, a line break or another character that no key has.',
    );
  return key;
}

/** @throws {@link ConfigurationError} where the key must not go to such a URL. */
export function checkBaseUrl(given: string | URL): string {
  const text = typeof given === 'string' ? given : given.href;
  const url = parseUrl(text);
  const problem = url ? problemOf(url, text) : 'be an absolute URL';
  if (!url || problem) throw new ConfigurationError(`The base URL must ${problem}.`);
  return url.href.replace(/\/+$/, '');
}

/** Not URL.canParse, which a worker with an old compatibility date does not have. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function problemOf(url: URL, text: string): string | undefined {
  if (url.username + url.password !== '') return 'not hold a user name or password';
  if (/[?#]/.test(text)) return 'not hold a query or fragment';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'use https:';
  // The URL parser has made every spelling of an IP address canonical.
  if (/^(localhost|\[::1\]|127(\.\d+){3})$/.test(url.hostname)) return undefined;
  return 'use https: (http: only to a loopback address)';
}

/** A proxy would receive the key in clear text. */
function checkProxy(url: URL): void {
  const variable = proxyForLoopback(url);
  if (variable !== undefined)
    throw new ConfigurationError(
      `This runtime would send requests for ${url.origin}, and the key in clear, to the proxy of ${variable}; add ${url.hostname} to NO_PROXY.`,
    );
}

/** Belong to the connection (RFC 9110, section 7.6.1) or are computed; `fetch` refuses them. */
const ofConnection = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Belong to the client: a caller cannot replace them. */
const ofClient = ['authorization', 'content-type', keyHeader];

/**
 * A copy of headers that can be sent.
 *
 * @param others names that are refused, besides those of the connection
 * @throws {@link ConfigurationError} where one of them cannot.
 */
export function checkHeaders(
  headers: HeadersInit | undefined,
  others: readonly string[] = [],
): Headers {
  if (headers === undefined) return new Headers();
  let checked: Headers;
  try {
    checked = new Headers(headers);
  } catch {
    // The original message would contain the header's value.
    throw new ConfigurationError('`headers` has a name or value that HTTP does not allow.');
  }
  const refused = [...ofConnection, ...others].find((name) => checked.has(name));
  if (refused !== undefined)
    throw new ConfigurationError(`The header \`${refused}\` is set by the client; remove it.`);
  return checked;
}
