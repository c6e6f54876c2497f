import type { Quota } from './rate-limit-headers.js';
import { RateLimiter, type KnownLimit, type LearnedLimit, type Sent } from './rate-limiter.js';
import { onAbort, type Clock } from './time.js';

/** The result of a request, for the rate limiter. */
export interface RequestResult {
  /**
   * Whether the server let the request through, whatever its answer, or refused it for its rate
   * (429). `lost`: no answer came, or the request was not sent.
   */
  readonly kind: 'passed' | 'refused' | 'lost';
  /** Milliseconds that the server asks all calls to wait. */
  readonly delay?: number | undefined;
  /** What the answer's headers say is left. */
  readonly quota?: Quota | undefined;
}

/** A first-in, first-out queue: the calls of a client wait here for the rate limiter. */
export class RequestQueue {
  readonly #clock: Clock;
  readonly #limiter = new RateLimiter();
  readonly #waiting = new Set<(request: Sent) => void>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Maximum rate, independent of what the server allows. */
  set requestsPerMinute(value: number) {
    this.#limiter.requestsPerMinute = value;
  }

  /** The learned rate limit; undefined before the first refusal. */
  get learned(): LearnedLimit | undefined {
    return this.#limiter.learned;
  }

  /** Continues with what an earlier process learned, unless requests were sent already. */
  restore(known: KnownLimit): void {
    this.#limiter.restore(this.#clock.now(), known);
  }

  /** Milliseconds until the next request may leave, as far as the limits say. */
  get earliest(): number {
    const delay = this.#limiter.delay(this.#clock.now());
    return delay === Infinity ? 0 : delay;
  }

  /** Milliseconds until the next waiting request may leave; 0 if none waits. */
  get wait(): number {
    return this.#waiting.size === 0 ? 0 : this.earliest;
  }

  /** Resolves when a request may be sent; resolves with undefined if the signal aborts first. */
  async acquire(signal: AbortSignal | undefined): Promise<Sent | undefined> {
    if (signal?.aborted) return undefined;
    const now = this.#clock.now();
    if (this.#waiting.size === 0 && this.#limiter.delay(now) <= 0) return this.#limiter.sent(now);
    return new Promise((resolve) => {
      const leave = (request?: Sent): void => {
        forget?.();
        this.#waiting.delete(leave);
        resolve(request);
      };
      const end = (): void => {
        leave();
        this.#advance();
      };
      const forget = signal && onAbort(signal, end);
      this.#waiting.add(leave);
      this.#advance();
    });
  }

  /**
   * Must be called once for each acquired request.
   *
   * @returns the milliseconds since then
   */
  release(request: Sent, { kind, delay, quota }: RequestResult): number {
    const now = this.#clock.now();
    if (kind === 'passed') this.#limiter.passed(request, now);
    else if (kind === 'refused') this.#limiter.refused(request, now, delay);
    else this.#limiter.lost();
    if (quota) this.#limiter.announced(now, quota);
    if (delay !== undefined) this.#limiter.block(now, delay);
    if (this.#waiting.size > 0) this.#advance();
    return now - request.sentAt;
  }

  /** Blocks all requests for some milliseconds. */
  block(milliseconds: number): void {
    this.#limiter.block(this.#clock.now(), milliseconds);
    this.#advance();
  }

  /**
   * Releases as many waiting calls as allowed and sets a timer for the others; without waiting
   * calls, there is no timer.
   */
  #advance(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const leave of this.#waiting) {
      const now = this.#clock.now();
      const delay = this.#limiter.delay(now);
      if (delay <= 0) leave(this.#limiter.sent(now));
      else {
        if (delay < Infinity)
          this.#cancelTimer = this.#clock.after(delay, () => {
            this.#advance();
          });
        return;
      }
    }
  }
}
