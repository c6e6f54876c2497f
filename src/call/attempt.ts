import { AbortedError, ApiError, InviteError, TimeoutError, type Outcome } from '../errors.js';
import { readBody } from '../http/read-body.js';
import { toResponseInfo, type Redact } from '../http/redact.js';
import type { Progress, Transport } from '../http/transport.js';
import { propertyIn } from '../json.js';
import type { ApiOperation, CheckedRequest } from '../operation.js';
import { toApiError } from '../outcome/error-response.js';
import { toNetworkError, wasNotSent } from '../outcome/network-error.js';
import { ruleFor } from '../outcome/statuses.js';
import { maxBody, readSuccess, type Success } from '../outcome/success.js';
import { onAbort, type Clock } from './time.js';

/** What an attempt sends, and through what. */
export interface AttemptOptions<Body, Result> {
  readonly operation: ApiOperation<Body, Result>;
  readonly request: CheckedRequest<Body>;
  readonly headers: Headers;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** If a timer fires this late, in milliseconds, the process itself was stopped. */
const lateness = 1_000;

/**
 * One attempt. It ends when the request is answered, its time runs out, or the caller's signal
 * aborts, even if middleware or `fetch` does not react to that. It throws only {@link InviteError}s.
 */
export async function attempt<Body, Result>(
  options: AttemptOptions<Body, Result>,
): Promise<Success<Result>> {
  const { timeout, signal } = options;
  const progress: Progress = { results: [] };
  const controller = new AbortController();
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget: (() => void) | undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    const interrupt = (): void => {
      controller.abort();
      // Not immediately: the exchange may end with a more useful error, such as one with a status.
      setTimeout(reject, 0);
    };
    const expire = (): void => {
      // After a stop (SIGSTOP, a suspended container) the answer may wait unread in the socket.
      if (performance.now() - started < timeout + lateness) interrupt();
      else timer = setTimeout(interrupt, lateness);
    };
    timer = setTimeout(expire, timeout);
    if (!signal) return;
    forget = onAbort(signal, interrupt);
    // It may have aborted since the wait before this attempt; no listener is told then.
    if (signal.aborted) interrupt();
  });
  try {
    const exchanged = exchange(options, controller.signal, progress);
    return await Promise.race([exchanged, interrupted]);
  } catch (error) {
    if (controller.signal.aborted) throw toInterruption(error, progress, options);
    // If the exchange failed half-way, for example in middleware, the body may still be unread.
    controller.abort();
    throw error;
  } finally {
    clearTimeout(timer);
    forget?.();
  }
}

function toInterruption(
  error: unknown,
  progress: Progress,
  options: Pick<AttemptOptions<unknown, unknown>, 'timeout' | 'signal'> & {
    readonly operation: Pick<ApiOperation, 'outcomes'>;
  },
): InviteError {
  // If the body was cut short, the status is more useful than the interruption.
  if (error instanceof ApiError) return error;
  const { operation, timeout, signal } = options;
  const { outcome, when } = stageOf(progress, operation.outcomes.uncertain);
  return signal?.aborted
    ? new AbortedError(`The call was aborted ${when}.`, outcome, {
        cause: propertyIn(signal, 'reason'),
      })
    : new TimeoutError(`No complete answer came within ${timeout} ms.`, outcome);
}

/** One request and its response. */
async function exchange<Body, Result>(
  options: AttemptOptions<Body, Result>,
  signal: AbortSignal,
  progress: Progress,
): Promise<Success<Result>> {
  const { operation, transport, request, headers: sent, clock, redact } = options;
  const { uncertain } = operation.outcomes;
  const { error, response } = await transport
    .send({ operation, request, headers: sent, signal }, progress)
    .catch((thrown: unknown) => {
      throw toSendingError(thrown, progress, { redact, uncertain });
    });
  const { ok, status, headers } = response;
  const info = () => toResponseInfo(response, redact);
  if (!ok) {
    const isRefused = isRefusal(status) && isHarmless(progress);
    const outcome = isRefused ? 'not-invited' : uncertain;
    throw toApiError(error, info(), { redact, now: clock.date(), outcome });
  }
  const body = await readBody(response, maxBody);
  return readSuccess(body, { operation, request: request.body, status, headers, redact, info });
}

function isRefusal(status: number): boolean {
  return ruleFor(status).outcome === 'not-invited';
}

/**
 * True if `fetch` itself was refused, or sent nothing, each time that it was called. Middleware may
 * have replaced a success, an ambiguous status, or a broken connection by a refusal, or have sent
 * the request again.
 */
function isHarmless({ results }: Progress): boolean {
  return results.every(({ status, failure }) =>
    status === undefined ? wasNotSent(failure?.thrown) : isRefusal(status),
  );
}

/**
 * Only a rejection of `fetch` itself can prove that nothing was sent. It is recognized by identity,
 * because an error of middleware may look the same.
 */
function toSendingError(
  thrown: unknown,
  progress: Progress,
  options: { readonly redact: Redact; readonly uncertain: Outcome },
): InviteError {
  const { failure, results } = progress;
  // openapi-fetch ignores a falsy rejection, and then fails with an error of its own.
  if (failure && (failure.thrown === thrown || !failure.thrown)) {
    if (results.length > 0)
      return toNetworkError(failure.thrown, { ...options, isUnsent: isHarmless(progress) });
    if (failure.thrown instanceof InviteError) return failure.thrown;
  }
  const { outcome, when } = stageOf(progress, options.uncertain);
  const message = `Middleware, or other code around fetch, failed ${when}; see the cause.`;
  return new InviteError(message, outcome, { cause: thrown });
}

function stageOf({ results }: Progress, uncertain: Outcome) {
  return results.length > 0
    ? { outcome: uncertain, when: 'after the request was sent' }
    : ({ outcome: 'not-invited', when: 'before the request was sent' } as const);
}
