import type { AttemptEvent } from './call/attempt-event.js';
import { ConfigurationError } from './errors.js';
import { proxyForLoopback } from './http/environment-proxy.js';
import { checkHeaders } from './http/headers.js';
import { runtimeFetch, type Fetch } from './http/runtime-fetch.js';
import { keyHeader, operation } from './operation.js';
import { guarded, type OnDrift } from './outcome/drift.js';

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
  readonly baseUrl?: string | URL | undefined;
  /**
   * Sends the requests, as the global `fetch` does. It is called as `fetch(url, init)` with a
   * string and plain options.
   * @default globalThis.fetch
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Milliseconds until one attempt is given up, middleware and reading the answer included.
   * @default 60000
   */
  readonly timeout?: number | undefined;
  /**
   * Retries of a call at most. Only what certainly made no invite is tried again.
   * @default 2
   */
  readonly maxRetries?: number | undefined;
  /**
   * The longest wait before a retry, in milliseconds. Where the server asks for more, the error is
   * thrown at once.
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
   * Called after every attempt of every call: for logs and metrics. What it throws is ignored, and
   * said once on `console.warn`.
   */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
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
   * Retries of this call at most.
   * @default the client's `maxRetries`
   */
  readonly maxRetries?: number | undefined;
  /** Headers to send besides the client's own; the key's header and `content-type` are refused. */
  readonly headers?: HeadersInit | undefined;
  /** Called after every attempt of this call, after the client's own. */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
}

/** Options with nothing left open. */
export interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxRetryDelay: number;
  readonly onDrift: OnDrift;
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined;
}

/**
 * Fills the options up from the environment and with defaults, and checks them.
 *
 * @throws {@link ConfigurationError} where a value cannot work.
 */
export function resolveOptions(options: ClientOptions): Settings {
  checkIsObject(options);
  if (isBrowser() && options.dangerouslyAllowBrowser !== true)
    throw new ConfigurationError(
      'This is a browser, where every visitor could read the admin key; call the API from a server. (`dangerouslyAllowBrowser: true` overrides this.)',
    );
  const baseUrl = checkBaseUrl(
    options.baseUrl ?? (fromEnvironment('OPENAI_BASE_URL') || operation.server),
  );
  if (options.fetch === undefined) checkProxy(baseUrl);
  return {
    apiKey: checkKey(options.apiKey ?? fromEnvironment('OPENAI_ADMIN_KEY')),
    baseUrl,
    fetch: checkFunction('fetch', options.fetch) ?? runtimeFetch(),
    timeout: checkTimeout(options.timeout ?? 60_000),
    maxRetries: checkMaxRetries(options.maxRetries ?? 2),
    maxRetryDelay: checkMaxRetryDelay(options.maxRetryDelay ?? 60_000),
    onDrift: checkOnDrift(options.onDrift ?? 'warn'),
    onAttempt: guardOnAttempt(options.onAttempt),
  };
}

/**
 * Fills the options of one call up from those of the client.
 *
 * @throws {@link ConfigurationError} where a value cannot work.
 */
export function resolveCall(settings: Settings, options: CallOptions | null = {}) {
  const call = options ?? {};
  checkIsObject(call);
  const onAttempt = guardOnAttempt(call.onAttempt);
  return {
    timeout: checkTimeout(call.timeout ?? settings.timeout),
    signal: checkSignal(call.signal ?? undefined),
    maxRetries: checkMaxRetries(call.maxRetries ?? settings.maxRetries),
    maxRetryDelay: settings.maxRetryDelay,
    headers: checkCallHeaders(call.headers),
    onAttempt: onAttempt
      ? (event: AttemptEvent) => {
          settings.onAttempt?.(event);
          onAttempt(event);
        }
      : settings.onAttempt,
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

function checkIsObject(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new ConfigurationError('The options must be an object.');
}

function checkKey(key: unknown): string {
  if (key === undefined || key === '')
    throw new ConfigurationError('No admin key: set OPENAI_ADMIN_KEY or pass `apiKey`.');
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key))
    throw new ConfigurationError(
      'The admin key holds a line break, a space or another character that no key has; was it cut or copied with its line end?',
    );
  return key;
}

/** @throws {@link ConfigurationError} where the key must not go to such a URL. */
export function checkBaseUrl(given: string | URL): string {
  const refuse = (why: string): never => {
    throw new ConfigurationError(`The base URL ${why}.`);
  };
  const text = String(given);
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

/** A proxy would get the key in clear. */
function checkProxy(baseUrl: string): void {
  const variable = proxyForLoopback(new URL(baseUrl), fromEnvironment);
  if (variable !== undefined)
    throw new ConfigurationError(
      `This runtime would send requests for ${baseUrl}, and the key in clear, to the proxy of ${variable}; add ${new URL(baseUrl).hostname} to NO_PROXY.`,
    );
}

/** The longest delay that timers take, in milliseconds (2^31 - 1). */
const maxDelay = 2_147_483_647;

function checkTimeout(timeout: unknown): number {
  if (typeof timeout === 'number' && timeout > 0 && timeout <= maxDelay) return timeout;
  throw new ConfigurationError(`timeout must be over 0 and at most ${maxDelay} ms.`);
}

function checkMaxRetryDelay(delay: unknown): number {
  if (typeof delay === 'number' && delay >= 0 && delay <= maxDelay) return delay;
  throw new ConfigurationError(`maxRetryDelay must be at least 0 and at most ${maxDelay} ms.`);
}

function checkMaxRetries(retries: number): number {
  if (Number.isSafeInteger(retries) && retries >= 0) return retries;
  throw new ConfigurationError('maxRetries must be a whole number, at least 0.');
}

function checkOnDrift(onDrift: OnDrift): OnDrift {
  if (onDrift === 'warn' || onDrift === 'throw' || typeof onDrift === 'function') return onDrift;
  throw new ConfigurationError("onDrift must be 'warn', 'throw' or a function.");
}

function checkFunction<T>(name: string, value: T): T {
  if (value === undefined || typeof value === 'function') return value;
  throw new ConfigurationError(`${name} must be a function.`);
}

function guardOnAttempt(onAttempt: ClientOptions['onAttempt']) {
  const checked = checkFunction('onAttempt', onAttempt);
  return checked && guarded(checked, 'openai-invites: onAttempt failed; the call goes on.');
}

/** By its shape, since it may come from another realm or a polyfill. */
function checkSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (
    signal === undefined ||
    (typeof signal === 'object' && 'aborted' in signal && 'addEventListener' in signal)
  )
    return signal;
  throw new ConfigurationError(
    'signal must be an AbortSignal: pass `controller.signal`, not the controller.',
  );
}

function checkCallHeaders(given: HeadersInit | undefined): Headers {
  const headers = checkHeaders(given);
  if (headers.has('authorization') || headers.has(keyHeader))
    throw new ConfigurationError(
      '`headers` cannot replace the key; pass `apiKey` to createClient.',
    );
  if (headers.has('content-type'))
    throw new ConfigurationError('`headers` cannot replace the content type of the request.');
  headers.set('content-type', operation.mediaType);
  return headers;
}
