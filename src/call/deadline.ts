import { onAbort } from './on-abort.js';

/** What ends an attempt early. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
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
  { timeout, signal }: Deadline,
): Promise<T> {
  const controller = new AbortController();
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = (): void => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    const interrupt = (): void => {
      controller.abort();
      // Not at once: work that reacts may end with an error that tells more, such as a status.
      setTimeout(reject, 0);
    };
    const expire = (): void => {
      // After a stop (SIGSTOP, a suspended container) the answer may wait unread in the socket.
      if (performance.now() - started < timeout + lateness) interrupt();
      else timer = setTimeout(interrupt, lateness);
    };
    timer = setTimeout(expire, timeout);
    forget = onAbort(signal, interrupt);
  });
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    clearTimeout(timer);
    forget();
  }
}
