import type { Quota } from './rate-limit-headers.js';
import { Rule } from './rate-limit-rule.js';

/** Window lengths that servers commonly count over, in milliseconds. */
const usualWindows = [1, 10, 30, 60, 120, 300, 600, 3600, 86_400].map((s) => s * 1000);

/** Maximum number of requests remembered. */
const memory = 20_000;

/** A request that was sent. */
export interface Sent {
  readonly sentAt: number;
  /** When it was answered: one shortest round trip after the server counted it. */
  countedAt: number;
  passed: boolean;
}

/** The learned rate limit of a server, as plain JSON. */
export interface LearnedLimit {
  /** A number of requests in each window, or one request after each interval. */
  readonly kind: 'window' | 'interval';
  readonly requests: number;
  readonly milliseconds: number;
}

/** A rate limit that an earlier process learned. */
export interface KnownLimit {
  readonly limit: LearnedLimit;
  /** True if the server may allow more by now; a faster rate is tried soon. */
  readonly isOld: boolean;
  /** Its last requests: how many milliseconds ago each passed, oldest first. */
  readonly passed: readonly number[];
}

/**
 * Decides when the next request of a client may leave: a state machine without clock, timers or
 * I/O; callers report what happened and when.
 *
 * 1. _Free._ Nothing is held back before the first refusal.
 * 2. _Blocked_, by a refusal that no rule explains. One request at a time probes, each when a window
 *    of a usual length would have room again, and not before the delay that the refusal names.
 * 3. _Ruled._ When a probe passes, the window that had just room becomes the rule: a request may
 *    leave one window after the request that it replaces. If far fewer pass than before, it is no
 *    window: then requests go at an even pace, the one at which they passed before the refusal.
 * 4. _Trials._ Now and then the rule is tried with a shorter span. What passes becomes the rule, and
 *    a larger step is tried at once; after a refusal, the next trial waits.
 *
 * A slow server is served by few requests in flight, so that a wrong guess wastes few.
 */
export class RateLimiter {
  /** In the order in which they were sent: all requests, and those that were not refused. */
  readonly #all: Sent[] = [];
  readonly #counted: Sent[] = [];
  #rule: Rule | undefined;
  #inFlight = 0;
  #maxInFlight = Infinity;
  #shortest = Infinity;
  #notBefore = -Infinity;
  #lastSentAt = -Infinity;
  /** When the last refusal arrived. */
  #refusedAt = -Infinity;
  /** The first of the refusals in a row that no rule explains. */
  #blockedSince: number | undefined;
  #refusalsCount = false;
  /**
   * Remaining requests until a time, as the server reports them; undefined if it reports none, or
   * was wrong.
   */
  #quota: { readonly remaining: number; readonly until: number } | undefined;
  #isQuotaWrong = false;

  /** Maximum rate, independent of what the server allows. */
  requestsPerMinute = Infinity;

  /** The lowest rate that is known to hold; undefined if no limit is known. */
  get learned(): LearnedLimit | undefined {
    if (!this.#rule) return undefined;
    const { count, safe } = this.#rule;
    return { kind: count === 1 ? 'interval' : 'window', requests: count, milliseconds: safe };
  }

  /**
   * Starts with what an earlier process learned, unless requests were sent already.
   *
   * @param now current time
   */
  restore(now: number, { limit, isOld, passed }: KnownLimit): void {
    if (this.#all.length > 0) return;
    const { requests, milliseconds } = limit;
    const short = (isOld ? 0.5 : 0.97) * milliseconds;
    this.#rule = new Rule(requests, milliseconds, { short, since: now - milliseconds });
    this.#maxInFlight = 1;
    for (const ago of passed) {
      const request = { sentAt: now - ago, countedAt: now - ago, passed: true };
      this.#all.push(request);
      this.#counted.push(request);
    }
  }

  /** Milliseconds until a request may go; Infinity if an answer must come first. */
  delay(now: number): number {
    if (this.#inFlight >= Math.min(this.#maxInFlight, this.#lanes)) return Infinity;
    const { remaining, until } = this.#quota ?? { remaining: Infinity, until: 0 };
    if (now < until && this.#inFlight >= remaining) return until - now;
    let at = Math.max(this.#notBefore, this.#lastSentAt + 60_000 / this.requestsPerMinute);
    const replaced = this.#rule && this.#log.at(-this.#rule.count);
    if (this.#rule && replaced && this.#blockedSince === undefined) {
      const { span, safe, held } = this.#rule;
      const counted = replaced.countedAt - this.#roundTrip;
      at = Math.max(at, counted + span);
      // The first request of a rule or a trial goes alone, unless the pace is quicker than its answer.
      const isFirst = held === 0 && now < counted + safe;
      if (isFirst && this.#inFlight > 0 && safe > this.#roundTrip) return Infinity;
    }
    return Math.max(0, at - now);
  }

  /** Blocks all requests for some milliseconds, then lets a single one go first. */
  block(now: number, milliseconds: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + milliseconds);
    this.#maxInFlight = 1;
  }

  sent(now: number): Sent {
    const request = { sentAt: now, countedAt: now + this.#roundTrip, passed: false };
    for (const log of [this.#all, this.#counted])
      if (log.push(request) > memory) log.splice(0, memory / 2);
    this.#inFlight++;
    this.#lastSentAt = now;
    return request;
  }

  /** There was no answer, so nothing is learned; the server may have counted the request. */
  lost(): void {
    this.#inFlight--;
  }

  passed(request: Sent, now: number): void {
    this.#answered(request, now);
    request.passed = true;
    if (this.#quota?.remaining === 0 && now < this.#quota.until) this.#isQuotaWrong = true;
    if (this.#isQuotaWrong) this.#quota = undefined;
    if (request.sentAt <= this.#refusedAt) return;
    this.#maxInFlight++;
    if (this.#blockedSince !== undefined) this.#unblock(this.#blockedSince, request.countedAt);
    else if (this.#rule) {
      const replaced = this.#log[this.#log.lastIndexOf(request) - this.#rule.count];
      this.#rule.hold(request.countedAt - (replaced?.countedAt ?? -Infinity));
    }
  }

  /** Records the remaining requests that an answer reports. They only ever hold requests back. */
  announced(now: number, { remaining, reset }: Quota): void {
    if (!this.#isQuotaWrong) this.#quota = { remaining, until: now + reset };
  }

  /** @param delay milliseconds that the server asks to wait */
  refused(request: Sent, now: number, delay?: number): void {
    this.#answered(request, now);
    const index = this.#counted.lastIndexOf(request);
    // It may be forgotten by now.
    if (index >= 0) this.#counted.splice(index, 1);
    this.block(now, delay ?? this.#roundTrip);
    // Requests that were in flight at the last refusal are no new information.
    if (request.sentAt <= this.#refusedAt) return;
    const at = request.countedAt;
    const wasBlocked = this.#blockedSince !== undefined;
    if (wasBlocked || !this.#adapt(at)) {
      const since = (this.#blockedSince ??= at);
      // If a request is refused after the requested delay, the delay was wrong.
      if (wasBlocked || delay === undefined) this.#planProbe(since, at);
    }
    this.#refusedAt = now;
  }

  /** Probes when a window of a usual length would have room again, less and less often. */
  #planProbe(since: number, at: number): void {
    let next = at + 3 * Math.max(2100, at - since);
    for (const span of this.#windows) {
      const opens = this.#opening(span, since);
      if (opens > at) next = Math.min(next, opens);
      // If refused requests count, room comes only a window after the last of them.
      const ends = since + span + 500;
      if (span >= 60_000 && ends > at) next = Math.min(next, ends);
    }
    this.#notBefore = Math.max(this.#notBefore, next - this.#roundTrip);
  }

  /** The probe passed: the longest window that had room by then is the first guess. */
  #unblock(since: number, at: number): void {
    this.#blockedSince = undefined;
    let rule: Rule | undefined;
    let opened = -Infinity;
    const last = this.#rule;
    // Within a window that held until trials began, a probe tells nothing of longer ones.
    const longest = last?.isTried && at - since <= last.window ? last.window : Infinity;
    for (const span of this.#windows) {
      if (span > longest) break;
      const opens = this.#opening(span, since);
      // A longer window that ends at the same time adds nothing.
      if (opens > at + 1 || opens <= opened + 500) continue;
      opened = opens;
      const count = this.#passedIn(since - span, since).length;
      rule = new Rule(count, span, { short: 0.97 * span, since });
    }
    if (!rule || rule.count === 1) {
      const passed = this.#passedIn(-Infinity, at);
      const average = (at - (this.#all[0]?.countedAt ?? at)) / passed.length;
      // A faster pace than before would be refused again.
      const span = Math.max(1, average, last?.count === 1 ? last.safe : 0);
      rule = new Rule(1, span, { short: span / 4, since });
    }
    this.#rule = rule;
  }

  /** Fits the rule to a refusal; false if it does not explain it. */
  #adapt(at: number): boolean {
    const rule = this.#rule;
    if (rule?.isOnTrial) {
      rule.endTrial();
      return true;
    }
    if (!rule || ++rule.strikes > 2) return false;
    const { count, span, since } = rule;
    const passed = this.#passedIn(since, at);
    if (count > 1) {
      // The whole window had passed: it is too short.
      if (passed.length >= 0.97 * (count - 1)) return false;
      const sent = this.#all.filter(({ countedAt }) => countedAt > at - span && countedAt <= at);
      if (sent.length > count && !this.#refusalsCount) {
        this.#refusalsCount = true;
        return true;
      }
      if (passed.length >= 0.5 * count) {
        rule.count = passed.length;
        rule.held = 0;
        return true;
      }
    }
    const from = passed.at(-8)?.countedAt ?? since;
    rule.slowDown((at - from) / Math.max(1, Math.min(8, passed.length)));
    return true;
  }

  /** By the time of its answer, a request with a longer way never looks earlier than it was. */
  #answered(request: Sent, now: number): void {
    this.#inFlight--;
    this.#shortest = Math.min(this.#shortest, now - request.sentAt);
    request.countedAt = now;
  }

  /** The shortest so far, in milliseconds. */
  get #roundTrip(): number {
    return this.#shortest === Infinity ? 0 : this.#shortest;
  }

  /** The requests that the server counts. */
  get #log(): readonly Sent[] {
    return this.#refusalsCount ? this.#all : this.#counted;
  }

  /** As many in flight as the rule needs, with some room for slow answers. */
  get #lanes(): number {
    if (!this.#rule) return Infinity;
    return Math.max(1, Math.ceil((4 * this.#rule.count * this.#roundTrip) / this.#rule.span));
  }

  /** What the limit may count over: nothing shorter than what it is known to. */
  get #windows(): number[] {
    return usualWindows.filter((span) => span >= (this.#rule?.safe ?? 0));
  }

  /** When a window that was full at some time has room again. */
  #opening(span: number, at: number): number {
    return (this.#passedIn(at - span, at)[0]?.countedAt ?? Infinity) + span;
  }

  #passedIn(after: number, until: number): Sent[] {
    return this.#counted.filter(
      ({ countedAt, passed }) => passed && countedAt > after && countedAt <= until,
    );
  }
}
