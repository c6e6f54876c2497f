import type { Clock } from '../call/clock.js';
import { onAbort } from '../call/on-abort.js';

/** A minute, in milliseconds: the window over which throttling servers count. */
const minute = 60_000;

/**
 * How fast requests go: as fast as they can until the server throttles; then a little slower than
 * it had let them pass, and little by little faster again, and the faster the longer it goes well.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #highest: number;
  #rate: number;
  #next = 0;
  /** Requests since the last throttling, and when the first of them went, or will go. */
  #sent = 0;
  #since = 0;
  #throttledAt = -Infinity;

  /** @param highest requests a minute */
  constructor(clock: Clock, highest = Infinity) {
    this.#clock = clock;
    this.#highest = highest;
    this.#rate = highest;
  }

  /** Requests a minute. */
  get rate(): number {
    return this.#rate;
  }

  /** Resolves when the next request may go, or the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + (this.#rate === Infinity ? 0 : minute / this.#rate);
    if (at > now && !signal.aborted) await wait(this.#clock, at - now, signal);
    if (this.#sent++ === 0) this.#since = this.#clock.now();
  }

  /**
   * Some tenth faster in the first minute, by one request at least, and ever more the longer
   * nothing is throttled: near the server's limit it feels its way, and a passing trouble is soon
   * made up for.
   */
  succeeded(): void {
    if (this.#rate === this.#highest) return;
    const minutes = Math.max(0, this.#clock.now() - this.#since) / minute;
    const growth = Math.min(1, 0.1 * 2 ** minutes);
    this.#rate = Math.min(this.#highest, this.#rate + Math.max(growth, 1 / this.#rate));
  }

  /**
   * @param sentAt when the request that was throttled had left, in milliseconds since 1970
   * @param pause milliseconds that the server asks for; a server that does not say is taken to
   * count over a minute
   */
  throttled(sentAt: number, pause: number | undefined): void {
    const now = this.#clock.now();
    // Requests that were on their way at the last throttling tell nothing new.
    if (sentAt <= this.#throttledAt) return;
    this.#throttledAt = now;
    const elapsed = now - this.#since;
    const window = elapsed + (pause ?? Math.max(0, minute - elapsed));
    const passed = (Math.max(1, this.#sent) * minute) / Math.max(1, window);
    this.#rate = Math.min(this.#highest, Math.max(1, 0.9 * passed));
    this.#since = now + (pause ?? 0);
    this.#next = Math.max(this.#next, this.#since);
    this.#sent = 0;
  }
}

function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      forget();
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    const forget = onAbort(signal, done);
  });
}
