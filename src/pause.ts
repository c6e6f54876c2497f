import type { Clock } from './clock.js';
import { onAbort } from './on-abort.js';

/**
 * The pause that all calls of a client share. While the server wants to be left alone nothing
 * goes out; then one request goes first, and each that is not throttled makes room for one more,
 * up to as many as were on their way before. When nobody waits any longer, all is as it was.
 */
export class Pause {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #until = 0;
  #active = 0;
  #allowed = Infinity;
  #ceiling = Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When it ends, in milliseconds since 1970; in the past where there is none. */
  get until(): number {
    return this.#until;
  }

  /** Resolves with true when a request may go, with false when the signal aborts before. */
  async enter(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return false;
    if (this.#waiting.size > 0 || !this.#isFree()) return this.#wait(signal);
    this.#active++;
    return true;
  }

  /** A request that had entered is answered, or lost. */
  leave(throttled: boolean): void {
    this.#active--;
    if (!throttled) this.#allowed = Math.min(this.#ceiling, this.#allowed + 1);
    this.#letGo();
    if (this.#active === 0 && this.#waiting.size === 0 && this.#clock.now() >= this.#until)
      this.#allowed = this.#ceiling = Infinity;
  }

  /** Lets nothing go for some milliseconds. To be called before the throttled request leaves. */
  hold(milliseconds: number): void {
    if (this.#ceiling === Infinity) this.#ceiling = Math.max(1, this.#active);
    this.#allowed = 1;
    this.#until = Math.max(this.#until, this.#clock.now() + milliseconds);
  }

  #isFree(): boolean {
    return this.#active < this.#allowed && this.#clock.now() >= this.#until;
  }

  #wait(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        forget();
        this.#active++;
        resolve(true);
      };
      const forget = onAbort(signal, () => {
        forget();
        this.#waiting.delete(go);
        this.#letGo();
        resolve(false);
      });
      this.#waiting.add(go);
      this.#letGo();
    });
  }

  /** Lets as many go as may, and sets the timer for the rest; no timer stays when nobody waits. */
  #letGo(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const go of this.#waiting) {
      if (!this.#isFree()) break;
      this.#waiting.delete(go);
      go();
    }
    const left = this.#until - this.#clock.now();
    if (this.#waiting.size > 0 && left > 0)
      this.#cancelTimer = this.#clock.after(left, () => {
        this.#letGo();
      });
  }
}
