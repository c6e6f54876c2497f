/**
 * A limit that a server is taken to have: at most `count` requests in any `span` milliseconds; with a
 * count of 1, an even pace. It tries shorter spans itself: what passes becomes the rule, and what is
 * refused makes the next trial smaller, and later.
 */
export class Rule {
  /** Known to hold. During a trial, the span is shorter. */
  safe: number;
  /** Refused: what the server allows is between this and the safe span. */
  short: number;
  /** The refusal that led to the rule, and whether as many requests have passed since as it says. */
  readonly since: number;
  isProven = false;
  /** Requests that passed since the last refusal, and those that only the present span held back. */
  passed = 0;
  held = 0;
  /** How many of the latter pass before the next trial, and how much faster it is, as a fraction. */
  patience = 16;
  step = 0.1;
  /** Refusals in a row. */
  strikes = 0;

  constructor(
    public count: number,
    public span: number,
    { short, since }: Pick<Rule, 'short' | 'since'>,
  ) {
    this.safe = span;
    this.short = short;
    this.since = since;
  }

  get isOnTrial(): boolean {
    return this.span < this.safe;
  }

  /** Whether there is much between what holds and what was refused. */
  get #isOpen(): boolean {
    return this.safe / this.short > 1.05;
  }

  /** A request passed so long after the one that it replaces: a trial may end well, or begin. */
  hold(gap: number): void {
    if (++this.passed >= this.count) {
      this.isProven = true;
      this.strikes = 0;
    }
    // Only a request that the safe span would have held back proves anything.
    if (gap < (this.isOnTrial ? this.safe : 1.2 * this.span)) this.held++;
    if (this.isOnTrial) {
      const gain = this.safe / this.span - 1;
      if (this.held < Math.max(2, this.count, 1 / gain)) return;
      if (!this.#isOpen) this.step = Math.min(1, Math.max(0.1, this.step * 4));
      this.patience = 16;
      this.safe = this.span;
      this.held = 0;
    }
    if (this.held < (this.#isOpen ? 2 : Math.max(this.patience, this.count))) return;
    this.held = 0;
    this.span = this.#isOpen ? Math.sqrt(this.safe * this.short) : this.safe / (1 + this.step);
  }

  /** The trial was refused: the next one is smaller, and later. */
  endTrial(): void {
    const perMinute = (60_000 * this.count) / this.span;
    this.patience = Math.min(2 * this.patience, Math.max(64, perMinute));
    this.step = Math.max(0.03, this.step / 2);
    this.short = this.span;
    this.span = this.safe;
    this.held = 0;
  }

  /** To an even pace, slower than the one before. */
  slowDown(pace: number): void {
    this.short = this.count > 1 ? 1 : this.span;
    this.count = 1;
    this.safe = this.span = Math.max(1.03 * this.short, pace);
  }
}
