/** A seeded source of chance: the same seeds give the same draws (mulberry32 over an FNV-1a hash). */
export class Random {
  #state = 0x811c9dc5;

  constructor(...seeds: readonly (number | string)[]) {
    for (const character of seeds.join('/'))
      this.#state = Math.imul(this.#state ^ character.charCodeAt(0), 0x01000193);
  }

  /** At least 0 and less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, at least 0 and less than `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<const T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  /** One of the values, each as likely as its weight says. */
  weighted<const T>(values: readonly [Weighted<T>, ...Weighted<T>[]]): T {
    let left = this.next() * values.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of values) {
      left -= weight;
      if (left < 0) return value;
    }
    return values[0][1];
  }
}

export type Weighted<T> = readonly [weight: number, value: T];
