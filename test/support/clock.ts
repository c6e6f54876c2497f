import type { Clock } from '../../src/clock.js';

/** A clock that jumps over each wait as soon as the event loop is idle, and notes its length. */
export function jumpingClock(random = 0.5): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    waits,
    now: () => now,
    random: () => random,
    after: (milliseconds, callback) => {
      const until = now + milliseconds;
      const jump = setTimeout(() => {
        now = Math.max(now, until);
        waits.push(milliseconds);
        callback();
      }, 0);
      return () => {
        clearTimeout(jump);
      };
    },
  };
}
