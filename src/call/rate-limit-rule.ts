/**
 * A limit that a server is taken to have: at most `count` requests in any `span` milliseconds; with a
 * count of 1, an even pace. It tries shorter spans itself: what passes becomes the rule, and after a
 * success the next trial follows at once and is a larger step; after a failure it is small and later.
 */
export class Rule {
  /** Known to hold. During a trial, the span is shorter. */
  safe: number;
  /** Refused: what the server allows is between this and the safe span. */
  short: number;
  /** When the refusal that led to the rule was counted. */
  readonly since: number;
  /** The span before all trials, and whether there was one. */
  readonly window: number;
  isTried = false;
  /** Requests that only the present span held back, since the last refusal. */
  held = 0;
  /** How many of the latter pass before the next trial, and how much faster it is, as a fraction. */
  patience = 16;
  step = 0.1;
  /** Refusals in a row. */
  strikes = 0;
  /** The even pace when a faster one was last looked for. */
  #reference: number;

  constructor(
    public count: number,
    public span: number,
    { short, since }: Pick<Rule, 'short' | 'since'>,
  ) {
    this.safe = span;
    this.window = span;
    this.#reference = span;
    this.short = short;
    this.since = since;
  }

  get isOnTrial(): boolean {
    return this.span < this.safe;
  }

  /** Whether there is much between what holds and what was refused. */
  get #isOpen(): boolean {
    return this.safe / this.short > 1.11;
  }

  /** A request passed so long after the one that it replaces: a trial may end well, or begin. */
  hold(gap: number): void {
    this.strikes = 0;
    // Only a request that the safe span would have held back proves anything.
    if (gap < (this.isOnTrial ? this.safe : 1.2 * this.span)) this.held++;
    const wasOpen = this.#isOpen;
    if (this.isOnTrial) {
      const gain = this.safe / this.span - 1;
      if (this.held < Math.max(2, this.count, 1 / gain)) return;
      this.patience = 16;
      this.safe = this.span;
      this.held = 0;
      // Nothing was refused nearby: the limit may be far from here.
      if (!wasOpen) this.#beginTrial((this.step = Math.min(1, 4 * this.step)));
      return;
    }
    if (this.held < (wasOpen ? 2 : Math.max(this.patience, this.count))) return;
    this.#beginTrial(wasOpen ? Math.sqrt(this.safe / this.short) - 1 : this.step);
  }

  #beginTrial(step: number): void {
    this.isTried = true;
    this.held = 0;
    this.span = this.safe / (1 + step);
  }

  /** The trial was refused: the next one is a minute later at least. Steps of two sizes take turns. */
  endTrial(): void {
    this.patience = Math.max(32, (60_000 * this.count) / this.span);
    this.step = this.step === 0.1 ? 0.05 : 0.1;
    this.short = Math.max(this.short, this.span);
    this.span = this.safe;
    this.held = 0;
  }

  /**
   * To an even pace: the average of late, but 4 % slower than before at least, and half as fast at
   * most. If others use the limit too, refusals do not end at any pace: a third slower, a faster pace
   * is looked for again.
   */
  slowDown(average: number): void {
    const before = this.span / this.count;
    const slowest = this.count > 1 ? Infinity : 2 * before;
    this.safe = this.span = Math.min(Math.max(1.04 * before, average), slowest);
    this.short = before;
    if (this.count > 1 || this.safe > 1.3 * this.#reference) {
      this.short = before / 2;
      this.#reference = this.safe;
    }
    this.count = 1;
  }
}
