/** Time and chance, injectable so that tests wait for neither. */
export interface Clock {
  /** Monotonic milliseconds: differences count, and a corrected system clock changes none. */
  readonly now: () => number;
  /** Wall-clock milliseconds since 1970. */
  readonly date: () => number;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Calls back after some milliseconds, unless the returned function is called first. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

const listeners = new WeakMap<AbortSignal, { callbacks: Set<() => void>; notify: () => void }>();

/**
 * Calls back when a signal aborts, until the returned function is called. Calls that share a
 * signal share one listener, since Node.js warns of a leak at eleven; the last one to leave
 * removes it, since a listener on `AbortSignal.timeout` keeps Deno alive.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined;
  const { callbacks, notify } = listeners.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener('abort', notify);
    listeners.delete(signal);
  };
}

function listen(signal: AbortSignal) {
  const callbacks = new Set<() => void>();
  const notify = (): void => {
    for (const callback of callbacks) callback();
  };
  const listener = { callbacks, notify };
  listeners.set(signal, listener);
  signal.addEventListener('abort', notify);
  return listener;
}

/** Waits; ends early, without an error, when the signal aborts. */
export async function delay(
  milliseconds: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      forget();
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    const forget = onAbort(signal, end);
  });
}

/** A timer that fires so late, in milliseconds, shows that the process itself stood still. */
const lateness = 1_000;

/**
 * Runs `work` until it ends, its time runs out, or the caller's signal aborts: then `work`'s own
 * signal aborts, and the promise rejects even if `work` does not react.
 *
 * @param work gets the signal that ends it
 * @param options.timeout milliseconds
 * @param options.toError what to throw once work was ended, from the error that it gave, if any
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: {
    readonly timeout: number;
    readonly signal: AbortSignal | undefined;
    readonly toError: (error: unknown) => unknown;
  },
): Promise<T> {
  const { timeout, signal, toError } = options;
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
  } catch (error) {
    if (controller.signal.aborted) throw toError(error);
    // Work that failed half-way, such as in middleware, may have left a body that nobody reads.
    controller.abort();
    throw error;
  } finally {
    clearTimeout(timer);
    forget();
  }
}
