const listeners = new WeakMap<AbortSignal, { callbacks: Set<() => void>; remove: () => void }>();

/**
 * Calls back when a signal aborts, until the returned function is called. Calls that share a
 * signal share one listener, since Node.js warns of a leak at eleven; the last one to leave
 * removes it, since a listener on `AbortSignal.timeout` keeps Deno alive.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined;
  const { callbacks, remove } = listeners.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) remove();
  };
}

function listen(signal: AbortSignal) {
  const callbacks = new Set<() => void>();
  const notify = (): void => {
    for (const callback of callbacks) callback();
  };
  const remove = (): void => {
    signal.removeEventListener('abort', notify);
    listeners.delete(signal);
  };
  const listener = { callbacks, remove };
  listeners.set(signal, listener);
  signal.addEventListener('abort', notify);
  return listener;
}
