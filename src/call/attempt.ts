import { AbortedError, ApiError, InviteError, TimeoutError } from '../errors.js';
import { readBody } from '../http/read-body.js';
import { toResponseInfo, type Redact } from '../http/redact.js';
import type { Progress, Transport } from '../http/transport.js';
import type { CheckedRequest } from '../operation.js';
import { toApiError } from '../outcome/error-response.js';
import { toNetworkError, wasNotSent } from '../outcome/network-error.js';
import { ruleFor } from '../outcome/statuses.js';
import { maxBody, readSuccess, type Success } from '../outcome/success.js';
import { withDeadline, type Clock } from './time.js';

/** What an attempt sends, and through what. */
export interface AttemptOptions {
  readonly request: CheckedRequest;
  readonly headers: Headers;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** One attempt. All that it throws is an {@link InviteError}. */
export function attempt(options: AttemptOptions): Promise<Success> {
  const progress: Progress = { isFetchCalled: false };
  return withDeadline((signal) => exchange({ ...options, signal }, progress), {
    ...options,
    // The status of a response whose body was cut short tells more than the interruption.
    toError: (error) => (error instanceof ApiError ? error : interruption(options, progress)),
  });
}

/** One request and its response. */
async function exchange(
  options: AttemptOptions & { readonly signal: AbortSignal },
  progress: Progress,
): Promise<Success> {
  const { transport, request, clock, redact } = options;
  const { error, response } = await transport.send(options, progress).catch((thrown: unknown) => {
    throw sendingError(thrown, progress, redact);
  });
  const info = () => toResponseInfo(response, redact);
  if (!response.ok)
    throw toApiError(error, info(), { redact, now: clock.date(), isRefused: isRefused(progress) });
  const body = await readBody(response, maxBody);
  const { status, headers } = response;
  return readSuccess(body, { status, headers, request: request.body, redact, info });
}

/**
 * Whether nothing was carried out, by what `fetch` itself said: middleware may have made a refusal
 * of a success, of a status that leaves it open, or of a broken connection.
 */
function isRefused({ isFetchCalled, status, failure }: Progress): boolean {
  if (!isFetchCalled) return true;
  if (status === undefined) return wasNotSent(failure?.thrown);
  return ruleFor(status).outcome === 'not-invited';
}

/**
 * Only what `fetch` itself rejects with can prove that nothing was sent. It is told apart by
 * identity: an error of middleware may look like any other.
 */
function sendingError(thrown: unknown, progress: Progress, redact: Redact): InviteError {
  const { failure, isFetchCalled } = progress;
  // openapi-fetch takes a falsy rejection for none, and then fails in its own way.
  if (failure && (failure.thrown === thrown || !failure.thrown)) {
    if (isFetchCalled) return toNetworkError(failure.thrown, redact);
    if (failure.thrown instanceof InviteError) return failure.thrown;
  }
  const { outcome, when } = stageOf(progress);
  const message = `Middleware, or other code around fetch, failed ${when}; see the cause.`;
  return new InviteError(message, outcome, { cause: thrown });
}

function interruption(
  { signal, timeout }: Pick<AttemptOptions, 'signal' | 'timeout'>,
  progress: Progress,
): InviteError {
  const { outcome, when } = stageOf(progress);
  return signal?.aborted
    ? new AbortedError(`The call was aborted ${when}.`, outcome, { cause: signal.reason })
    : new TimeoutError(`No complete answer came within ${timeout} ms.`, outcome);
}

function stageOf({ isFetchCalled }: Progress) {
  return isFetchCalled
    ? ({ outcome: 'unknown', when: 'after the request was sent' } as const)
    : ({ outcome: 'not-invited', when: 'before the request was sent' } as const);
}
