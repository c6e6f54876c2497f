/** Time and chance, injectable so that tests wait for neither. */
export interface Clock {
  /** Monotonic milliseconds: differences count, and a corrected system clock changes none. */
  readonly now: () => number;
  /** Wall-clock milliseconds since 1970. */
  readonly date: () => number;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Calls back after some milliseconds, unless the returned function is called first. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
