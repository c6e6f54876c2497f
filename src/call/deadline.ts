import type { Clock } from './clock.js';
import { onAbort } from './on-abort.js';

/** What ends an attempt early. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** A timer that fires so late, in milliseconds, shows that the process itself stood still. */
const lateness = 1_000;

/**
 * Runs `work` until it ends, its time runs out, or the caller's signal aborts: then `work`'s own
 * signal aborts, and the promise rejects even if `work` does not react.
 *
 * @param work gets the signal that ends it
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeout, signal, clock }: Deadline,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  let forget = (): void => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    const interrupt = (): void => {
      controller.abort();
      // Not at once: work that reacts may end with an error that tells more, such as a status.
      setTimeout(reject, 0);
    };
    const expire = (): void => {
      // After a stop (SIGSTOP, a suspended container) the answer may wait unread in the socket.
      if (clock.now() - started > timeout + lateness) cancel = clock.after(lateness, interrupt);
      else interrupt();
    };
    const started = clock.now();
    cancel = clock.after(timeout, expire);
    forget = onAbort(signal, interrupt);
  });
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    cancel();
    forget();
  }
}
