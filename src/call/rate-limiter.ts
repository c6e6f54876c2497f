import type { Clock } from './clock.js';
import { onAbort } from './on-abort.js';

/**
 * Lets the calls of a client go. Nothing is held back until the server refuses; then no request
 * leaves before the wait has passed, one goes first, and each that is not refused makes room for
 * one more, up to as many as were in flight before. The limits are lifted once the client is idle.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #blockedUntil = 0;
  #inFlight = 0;
  #allowed = Infinity;
  #ceiling = Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the next request may leave; 0 where nothing holds it back. */
  get wait(): number {
    return Math.max(0, this.#blockedUntil - this.#clock.now());
  }

  /** Resolves with true when a request may leave, with false when the signal aborts before. */
  async acquire(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return false;
    if (this.#waiting.size > 0 || !this.#isFree()) return this.#queue(signal);
    this.#inFlight++;
    return true;
  }

  /** A request that was let go is answered, or lost. */
  release(refused: boolean): void {
    this.#inFlight--;
    if (!refused) this.#allowed = Math.min(this.#ceiling, this.#allowed + 1);
    this.#letGo();
    if (this.#inFlight === 0 && this.#waiting.size === 0 && this.wait === 0)
      this.#allowed = this.#ceiling = Infinity;
  }

  /** Lets nothing go for some milliseconds. To be called before the refused request is released. */
  block(milliseconds: number): void {
    if (this.#ceiling === Infinity) this.#ceiling = Math.max(1, this.#inFlight);
    this.#allowed = 1;
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + milliseconds);
  }

  #isFree(): boolean {
    return this.#inFlight < this.#allowed && this.wait === 0;
  }

  #queue(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        forget();
        this.#inFlight++;
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
    if (this.#waiting.size > 0 && this.wait > 0)
      this.#cancelTimer = this.#clock.after(this.wait, () => {
        this.#letGo();
      });
  }
}
