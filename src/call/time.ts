/** Time and chance, injectable so that tests wait for neither. */
export interface Clock {
  /**
   * Monotonic milliseconds, for differences; adjustments of the system clock do not affect them.
   */
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
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
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
      forget?.();
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    const forget = signal && onAbort(signal, end);
  });
}
