import type { Clock } from './clock.js';
import { onAbort } from './on-abort.js';

/** Waits; ends early, without an error, when the signal aborts. */
export async function delay(
  milliseconds: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) return;
  let stop = (): void => undefined;
  await new Promise<void>((resolve) => {
    const cancel = clock.after(milliseconds, resolve);
    const forget = onAbort(signal, resolve);
    stop = () => {
      cancel();
      forget();
    };
  });
  stop();
}
