import type { Client as FetchClient } from 'openapi-fetch';
import type { paths } from '../../generated/schema.js';
import { AbortedError, ApiError, InviteError, TimeoutError } from '../errors.js';
import type { Fetch } from '../http/runtime-fetch.js';
import { readBody } from '../http/read-body.js';
import { toResponseInfo, type Redact } from '../http/redact.js';
import type { Outgoing, Prepare } from '../http/transport.js';
import { operation } from '../operation.js';
import { toApiError } from '../outcome/error-response.js';
import { toNetworkError } from '../outcome/network-error.js';
import { readSuccess, type Success } from '../outcome/success.js';
import { parseRequest, type CheckedRequest } from './checked-request.js';
import type { Clock } from './clock.js';
import { withDeadline } from './deadline.js';

/** What an attempt sends, and through what. */
export interface AttemptOptions {
  readonly request: CheckedRequest;
  readonly headers: Headers;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly api: FetchClient<paths>;
  readonly prepare: Prepare;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** The most of an error response that is read, in bytes. */
const maxErrorBody = 64 * 1024;

/** One attempt through openapi-fetch. All that it throws is an {@link InviteError}. */
export class Attempt {
  readonly #options: AttemptOptions;
  #isFetchCalled = false;
  /** Set as soon as `fetch`, or what prepares its call, fails: what was thrown, and what it means. */
  #failure: { readonly thrown: unknown; readonly error: InviteError } | undefined;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  async run(): Promise<Success> {
    const { timeout, signal } = this.#options;
    let ended: AbortSignal | undefined;
    try {
      return await withDeadline(
        (signal) => {
          ended = signal;
          return this.#exchange(signal);
        },
        { timeout, signal },
      );
    } catch (error) {
      // The status of a response whose body was cut short tells more than the interruption.
      if (ended?.aborted && !(error instanceof ApiError)) throw this.#interruption();
      throw error;
    }
  }

  /** One request and its response, with middleware around it. */
  async #exchange(signal: AbortSignal): Promise<Success> {
    const { api, request, headers, clock, redact } = this.#options;
    const { method, path } = operation;
    const { error, response } = await api
      .request(method, path, {
        body: request.body,
        bodySerializer: () => request.text,
        headers,
        signal,
        fetch: (outgoing) => this.#send(outgoing, signal),
        // As a stream, so that a body that is long, torn or no JSON is read here.
        parseAs: 'stream',
      })
      .catch((thrown: unknown) => {
        throw this.#toError(thrown);
      });
    const info = () => toResponseInfo(response, redact);
    if (!response.ok) throw toApiError(error, info(), { redact, now: clock.date() });
    return readSuccess(response, { request: request.body, redact, info });
  }

  /** Calls `fetch`. Only what `fetch` itself rejects with can prove that nothing was sent. */
  async #send(request: Request, signal: AbortSignal): Promise<Response> {
    const { url, init } = await this.#prepare(request);
    // Middleware may have taken longer than the attempt was given.
    signal.throwIfAborted();
    this.#isFetchCalled = true;
    let response: Response;
    try {
      response = await this.#options.fetch(url, init);
    } catch (thrown) {
      this.#failure = { thrown, error: toNetworkError(thrown, this.#options.redact) };
      throw thrown;
    }
    return response.ok ? response : withBoundedText(response);
  }

  /** The arguments for `fetch`, checked once more where middleware replaced the body. */
  async #prepare(request: Request): Promise<Outgoing> {
    try {
      const outgoing = await this.#options.prepare(request);
      const { body } = outgoing.init;
      if (body !== this.#options.request.text)
        parseRequest(typeof body === 'string' ? body : undefined);
      return outgoing;
    } catch (error) {
      if (error instanceof InviteError) this.#failure = { thrown: error, error };
      throw error;
    }
  }

  /** Told apart by identity: an error of middleware may look like any other. */
  #toError(thrown: unknown): InviteError {
    // openapi-fetch takes a falsy rejection for none, and then fails in its own way.
    if (this.#failure && (this.#failure.thrown === thrown || !this.#failure.thrown))
      return this.#failure.error;
    const [outcome, when] = this.#isFetchCalled
      ? (['unknown', 'after the request was sent'] as const)
      : (['not-invited', 'before the request was sent'] as const);
    const message = `Middleware, or other code around fetch, failed ${when}; see the cause.`;
    return new InviteError(message, outcome, { cause: thrown });
  }

  #interruption(): InviteError {
    const { signal, timeout } = this.#options;
    const [outcome, when] = this.#isFetchCalled
      ? (['unknown', 'with the request in flight'] as const)
      : (['not-invited', 'before the request was sent'] as const);
    return signal?.aborted
      ? new AbortedError(`The call was aborted ${when}.`, outcome, { cause: signal.reason })
      : new TimeoutError(`No complete answer came within ${timeout} ms.`, outcome);
  }
}

/**
 * An error response whose `text()`, which openapi-fetch calls, reads within bounds. The status
 * decides, so a long or torn page must neither fill memory nor hide it; a `Response` made anew
 * would refuse some statuses and reason phrases.
 */
function withBoundedText(response: Response): Response {
  const text = response.text.bind(response);
  const value = async (): Promise<string> => (await readBody(response, maxErrorBody, text)).text;
  return Object.defineProperty(response, 'text', { value, configurable: true });
}
