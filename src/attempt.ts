import { connectionError } from './connection.js';
import { AbortedError, InviteError, TimeoutError, type Outcome } from './errors.js';
import type { Redact } from './redact.js';

interface Limits {
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs one attempt under its deadline and the caller's signal. `send` gets a signal that ends it
 * in both cases; the attempt ends then even if `send` does not listen.
 *
 * @throws {@link InviteError} whatever goes wrong.
 */
export async function attempt<T>(
  send: (signal: AbortSignal) => Promise<T>,
  limits: Limits,
  redact: Redact,
): Promise<T> {
  const { timeout, signal } = limits;
  if (signal?.aborted) throw aborted('before anything was sent', 'not-invited', signal);
  const controller = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => {
      reject(interruption(limits));
    });
  });
  const interrupt = (): void => {
    controller.abort();
  };
  const timer = setTimeout(interrupt, timeout);
  signal?.addEventListener('abort', interrupt);
  try {
    return await Promise.race([interrupted, send(controller.signal)]);
  } catch (error) {
    throw error instanceof InviteError ? error : connectionError(error, redact);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

function interruption({ timeout, signal }: Limits): InviteError {
  return signal?.aborted
    ? aborted('with the request on its way', 'unknown', signal)
    : new TimeoutError(`No complete answer came within ${timeout} ms.`, 'unknown');
}

function aborted(when: string, outcome: Outcome, { reason }: AbortSignal): AbortedError {
  return new AbortedError(`The call was aborted ${when}.`, outcome, { cause: reason });
}
