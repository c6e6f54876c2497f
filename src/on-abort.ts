const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until the function that it returns is called. However many
 * calls share a signal, it bears one listener: Node.js warns of a leak at eleven.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined;
  const shared = callbacks.get(signal) ?? listen(signal);
  shared.add(callback);
  return () => {
    shared.delete(callback);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const shared = new Set<() => void>();
  callbacks.set(signal, shared);
  const notify = (): void => {
    for (const callback of shared) callback();
  };
  signal.addEventListener('abort', notify, { once: true });
  return shared;
}
