import type { Clock } from '../../src/call/time.js';

/** A clock that jumps instead of waiting, and records its jumps. */
export interface JumpingClock extends Clock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[];
  /** Number of pending callbacks. */
  readonly pending: () => number;
}

/** @param meanwhile what happens during each wait */
export function jumpingClock(meanwhile?: () => Promise<void>): JumpingClock {
  const waits: number[] = [];
  const timers = new Set<() => void>();
  let now = Date.UTC(2026, 0, 1);
  return {
    waits,
    pending: () => timers.size,
    now: () => now,
    date: () => now,
    random: () => 0.5,
    after: (milliseconds, callback) => {
      const until = now + milliseconds;
      timers.add(callback);
      const jump = async (): Promise<void> => {
        await new Promise(setImmediate);
        await meanwhile?.();
        await new Promise(setImmediate);
        if (!timers.delete(callback)) return;
        now = Math.max(now, until);
        waits.push(milliseconds);
        callback();
      };
      void jump();
      return () => {
        timers.delete(callback);
      };
    },
  };
}
