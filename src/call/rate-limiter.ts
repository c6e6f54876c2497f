/** Window lengths that servers commonly count over, in milliseconds. */
const usualWindows = [1, 10, 30, 60, 120, 300, 600, 1200, 3600, 7200].map((s) => s * 1000);

/** The most requests that are remembered. */
const memory = 20_000;

/** A request that was sent. */
export interface Sent {
  readonly sentAt: number;
  /** When the server counted it, on the time scale of sending. */
  countedAt: number;
  passed: boolean;
}

/** What has been learned about a server, as plain JSON. */
export interface LearnedLimit {
  /** A number of requests in each window, or one request after each interval. */
  readonly kind: 'window' | 'interval';
  readonly requests: number;
  readonly milliseconds: number;
}

/** At most `count` requests in any `span` milliseconds; with a count of 1, an even pace. */
interface Rule {
  count: number;
  /** The span in use; shorter than the safe one during a trial. */
  span: number;
  /** The span that is known to hold. */
  safe: number;
  /** A span that was refused. What the server allows is between this and the safe span. */
  short: number;
  /** Requests that passed under the rule, and those that only its present span held back. */
  passed: number;
  held: number;
  /** How many requests pass before the next trial, and how much faster it is, as a fraction. */
  patience: number;
  step: number;
  /** Refusals in a row. */
  strikes: number;
  confirmed: boolean;
}

/**
 * Decides when the next request of a client may leave: a state machine without clock, timers or
 * I/O, which is told what happened and when.
 *
 * Nothing is held back before the first refusal. From it, the limiter learns a rule: how many
 * requests may pass in which time. After a refusal one request at a time probes, when a window of a
 * usual length would have room again. When a probe passes, the window that had just room is the
 * first guess; if it does not hold, requests go at the even pace at which others have passed
 * between two refusals. Rules are tried a little faster now and then: what passes becomes the rule,
 * what is refused makes the next trial smaller and later. A delay that the server asks for is
 * obeyed, until a refusal right after it shows that it was wrong.
 */
export class RateLimiter {
  /** In the order in which they were sent: all requests, and those that were not refused. */
  #all: Sent[] = [];
  #counted: Sent[] = [];
  #rules: Rule[] = [];
  #inFlight = 0;
  #maxInFlight = Infinity;
  /** The shortest round trip, in milliseconds. */
  #roundTrip = Infinity;
  #notBefore = -Infinity;
  /** When the last refusal arrived, and when the server counted that request. */
  #refusedAt = -Infinity;
  #lastRefusal = -Infinity;
  /** The first of the refusals in a row that no rule explains. */
  #blockedSince: number | undefined;
  /** A rule that is a guess, and when its first request passed. */
  #guess: { readonly rule: Rule; readonly since: number } | undefined;
  /** The refusal from which the pace is measured. */
  #paceSince = 0;
  #refusalsCount = false;
  #obeyed = false;
  #trusted = true;
  #interval: number;
  #lastSentAt = -Infinity;

  /** @param requestsPerMinute a ceiling, whatever the server allows */
  constructor(requestsPerMinute = Infinity) {
    this.#interval = 60_000 / requestsPerMinute;
  }

  set requestsPerMinute(value: number) {
    this.#interval = 60_000 / value;
  }

  /** The lowest rate that is known to hold; undefined if no limit is known. */
  get learned(): LearnedLimit | undefined {
    const rule = this.#rules.at(-1);
    return (
      rule && {
        kind: rule.count === 1 ? 'interval' : 'window',
        requests: rule.count,
        milliseconds: rule.safe,
      }
    );
  }

  set learned(limit: LearnedLimit | undefined) {
    if (!limit) return;
    const { requests, milliseconds } = limit;
    this.#rules = [makeRule(requests, milliseconds, 0.97 * milliseconds)];
    this.#maxInFlight = 1;
  }

  /** Milliseconds until a request may go; Infinity if an answer must come first. */
  delay(now: number): number {
    if (this.#inFlight >= this.#maxInFlight) return Infinity;
    let at = Math.max(this.#notBefore, this.#lastSentAt + this.#interval);
    const log = this.#refusalsCount ? this.#all : this.#counted;
    if (this.#blockedSince === undefined)
      for (const { count, span, safe, held } of this.#rules) {
        const earlier = log[log.length - count];
        if (!earlier) continue;
        at = Math.max(at, earlier.countedAt + span);
        // The first request of a trial goes alone.
        const isTrial = span < safe && held === 0 && now < earlier.countedAt + safe;
        if (isTrial && this.#inFlight > 0 && safe > this.#roundTrip) return Infinity;
      }
    return Math.max(0, at - now);
  }

  /** Lets nothing go for some milliseconds, and one request first after them. */
  block(now: number, milliseconds: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + milliseconds);
    this.#maxInFlight = 1;
  }

  sent(now: number): Sent {
    const request = { sentAt: now, countedAt: now, passed: false };
    for (const log of [this.#all, this.#counted])
      if (log.push(request) > memory) log.splice(0, memory / 2);
    this.#inFlight++;
    this.#lastSentAt = now;
    return request;
  }

  /** No answer came, so nothing is learned; the server may have counted it. */
  lost(): void {
    this.#inFlight--;
  }

  passed(request: Sent, now: number): void {
    this.#answered(request, now);
    request.passed = true;
    if (request.sentAt <= this.#refusedAt) return;
    this.#maxInFlight++;
    if (this.#blockedSince !== undefined) this.#unblock(this.#blockedSince, request.countedAt);
    else for (const rule of this.#rules) this.#hold(rule, request);
  }

  /** @param delay milliseconds that the server asks to wait */
  refused(request: Sent, now: number, delay?: number): void {
    this.#answered(request, now);
    this.#counted.splice(this.#counted.lastIndexOf(request), 1);
    this.#notBefore = Math.max(this.#notBefore, now + (delay ?? 0));
    // Those that were on their way at the last refusal tell nothing new.
    if (request.sentAt <= this.#refusedAt) return;
    const at = request.countedAt;
    this.#maxInFlight = 1;
    if (this.#blockedSince === undefined) {
      if (this.#adapt(at)) this.block(now, this.#roundTrip);
      else this.#blockedSince = at;
    }
    if (this.#blockedSince !== undefined) this.#planProbe(this.#blockedSince, at, now, delay);
    this.#refusedAt = now;
    this.#lastRefusal = at;
  }

  /** Probes when a window of a usual length would have room again. */
  #planProbe(since: number, at: number, now: number, delay: number | undefined): void {
    // A delay that was obeyed and refused again was wrong.
    if (this.#obeyed && delay !== undefined) this.#trusted = false;
    this.#obeyed = delay !== undefined;
    if (delay !== undefined && this.#trusted) return;
    const elapsed = at - since;
    const floor = Math.max(now, at + 0.6 * elapsed);
    const isLong = delay === undefined || elapsed >= 1000;
    let next = at + (isLong ? 3 * Math.max(2100, elapsed) : Math.max(delay, elapsed));
    for (const span of usualWindows) {
      const first = this.#passedIn(since - span, since)[0];
      if (first && first.countedAt + span >= floor) next = Math.min(next, first.countedAt + span);
      if (span >= 60_000 && since + span + 500 > now) next = Math.min(next, since + span + 500);
    }
    this.#notBefore = Math.max(this.#notBefore, next);
  }

  /** The probe passed: the window that would just have had room again is the first guess. */
  #unblock(since: number, at: number): void {
    this.#blockedSince = undefined;
    this.#obeyed = false;
    this.#trusted = true;
    let rule: Rule | undefined;
    let opened = -Infinity;
    const known = this.#rules.at(-1);
    const paced = known?.count === 1 && known.confirmed;
    if (!paced)
      for (const window of usualWindows) {
        const seen = this.#passedIn(since - window, since);
        const opens = (seen[0]?.countedAt ?? Infinity) + window;
        // With a window known, one that a refusal has shown to be still full is none.
        const isRefuted = known !== undefined && opens < this.#lastRefusal - 500;
        if (opens > at + 1 || opens <= opened + 500 || isRefuted) continue;
        opened = opens;
        rule = makeRule(seen.length, window, 0.97 * window);
      }
    if (!rule && known && known.count > 1) {
      const from = this.#passedIn(-Infinity, since).at(-known.count)?.countedAt ?? since;
      const span = Math.max(known.safe, at - from);
      rule = makeRule(known.count, span, 0.97 * span);
    }
    if (!rule || rule.count < 3) {
      const n = rule?.count ?? 1;
      const from = this.#passedIn(-Infinity, since).at(-n)?.countedAt ?? since;
      const interval = Math.max(1, (at - from) / n);
      rule = makeRule(1, interval, Math.max(interval / 20, (this.#lastRefusal - from) / n));
    }
    this.#paceSince = since;
    const { count, span } = rule;
    const isInner = (other: Rule): boolean =>
      other.span < span && other.count < count && other.count / other.span > count / span;
    this.#rules = [...this.#rules.filter(isInner), rule];
    this.#guess = { rule, since: at };
  }

  /** Fits the rules to a refusal; false if none of them explains it. */
  #adapt(at: number): boolean {
    const trial = this.#rules.find(({ span, safe }) => span < safe);
    if (trial) {
      trial.strikes = 1;
      trial.short = trial.span;
      trial.span = trial.safe;
      trial.held = 0;
      trial.patience = Math.min(
        2 * trial.patience,
        Math.max(32, 2 * trial.count, (60_000 * trial.count) / trial.span),
      );
      trial.step = Math.max(0.03, trial.step / 2);
      return true;
    }
    const rule = this.#rules.at(-1);
    if (!rule || ++rule.strikes > 2) return false;
    rule.held = rule.passed = 0;
    const guess = this.#guess;
    this.#guess = undefined;
    if (rule.count === 1) {
      this.#slowDown(rule, at);
      return true;
    }
    const passed = this.#passedIn(guess ? guess.since - 1 : at - rule.span, at).length;
    // The whole window had passed: it is too short.
    if (!guess && passed >= 0.97 * rule.count) return false;
    const all = this.#all.filter(({ countedAt }) => countedAt > at - rule.span && countedAt <= at);
    this.#refusalsCount = !this.#refusalsCount && passed < rule.count && all.length > rule.count;
    if (this.#refusalsCount) return true;
    if (passed >= rule.count * (guess ? 0.7 : 0.34)) rule.count = Math.min(rule.count, passed);
    else if (guess) {
      Object.assign(rule, makeRule(1, 1, 0));
      this.#slowDown(rule, at);
    } else return false;
    return true;
  }

  /** To the pace at which requests have passed, measured from one refusal to another. */
  #slowDown(rule: Rule, at: number): void {
    const passed = this.#passedIn(this.#paceSince, at).length;
    const elapsed = at - this.#paceSince;
    rule.short = Math.max(rule.span, (0.5 * elapsed) / (passed + 1));
    rule.span = rule.safe = Math.max(1.03 * rule.span, elapsed / Math.max(1, passed));
    if (passed > 16) this.#paceSince = at;
  }

  /** A request passed under a rule: ends a trial that has lasted, or begins one. */
  #hold(rule: Rule, request: Sent): void {
    const log = this.#refusalsCount ? this.#all : this.#counted;
    const earlier = log[log.lastIndexOf(request) - rule.count];
    const gap = request.countedAt - (earlier?.countedAt ?? -Infinity);
    rule.passed++;
    if (rule.passed >= rule.count) {
      if (this.#guess?.rule === rule) this.#guess = undefined;
      if (rule.passed > 1) rule.strikes = 0;
    }
    const gain = rule.safe / rule.span - 1;
    // Only a request that the safe span would have held back proves anything.
    if (gap < (gain > 0 ? rule.safe : 1.2 * rule.span)) rule.held++;
    if (gain > 0) {
      if (rule.held < Math.max(2, rule.count, 1 / gain)) return;
      if (rule.safe / rule.short <= 1.05) rule.step = Math.min(1, Math.max(0.1, rule.step * 4));
      rule.patience = 16;
      rule.confirmed = true;
      rule.safe = rule.span;
      rule.held = 0;
    }
    const open = rule.safe / rule.short > 1.05;
    if (rule.held < (open ? 2 : Math.max(rule.patience, rule.count))) return;
    rule.held = 0;
    rule.span = open
      ? Math.max(rule.safe / 2, Math.sqrt(rule.safe * rule.short))
      : rule.safe / (1 + rule.step);
  }

  #answered(request: Sent, now: number): void {
    this.#inFlight--;
    this.#roundTrip = Math.min(this.#roundTrip, now - request.sentAt);
    request.countedAt = Math.max(request.sentAt, now - this.#roundTrip);
  }

  #passedIn(after: number, until: number): Sent[] {
    return this.#counted.filter(
      ({ countedAt, passed }) => passed && countedAt > after && countedAt <= until,
    );
  }
}

function makeRule(count: number, span: number, short: number): Rule {
  const untried = { passed: 0, held: 0, patience: 16, step: 0.1, strikes: 0, confirmed: false };
  return { count, span, safe: span, short, ...untried };
}
