import type { Clock } from '../../src/clock.js';

/** A clock that does not wait: it jumps, and notes over how much. */
export interface JumpingClock extends Clock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[];
}

/** @param meanwhile what happens during each wait */
export function jumpingClock(meanwhile?: () => Promise<void>): JumpingClock {
  const waits: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    after: (milliseconds, callback) => {
      const until = now + milliseconds;
      let cancelled = false;
      const jump = async (): Promise<void> => {
        await meanwhile?.();
        await new Promise(setImmediate);
        if (cancelled) return;
        now = Math.max(now, until);
        waits.push(milliseconds);
        callback();
      };
      void jump();
      return () => {
        cancelled = true;
      };
    },
  };
}
