import { connectionError } from './connection.js';
import { AbortedError, InviteError, TimeoutError } from './errors.js';
import type { Redact } from './redact.js';

interface AttemptOptions {
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly redact: Redact;
}

/**
 * Runs one attempt under its deadline and the caller's signal. `send` gets a signal that ends it
 * in both cases; the attempt ends then even if `send` does not listen.
 *
 * @throws {@link InviteError} whatever goes wrong.
 */
export async function attempt<T>(
  send: (signal: AbortSignal) => Promise<T>,
  { timeout, signal, redact }: AttemptOptions,
): Promise<T> {
  if (signal?.aborted)
    throw new AbortedError('The call was aborted before anything was sent.', {
      outcome: 'not-invited',
      cause: signal.reason,
    });
  const controller = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => {
      reject(interruption(timeout, signal));
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

function interruption(timeout: number, signal: AbortSignal | undefined): InviteError {
  return signal?.aborted
    ? new AbortedError('The call was aborted with the request on its way.', {
        outcome: 'unknown',
        cause: signal.reason,
      })
    : new TimeoutError(`No complete answer came within ${timeout} ms.`, { outcome: 'unknown' });
}
