import { toInviteClient, type Client } from '../client.js';
import { AbortedError, InviteError } from '../errors.js';
import { textIn } from '../json.js';
import {
  addressKey,
  checkRequest,
  inviteUser,
  parseRequest,
  type Invite,
  type InviteRequest,
} from '../operation.js';
import { addressProblem } from './address.js';
import {
  FailureStreak,
  isFatal,
  isOffline,
  isRateLimited,
  toError,
  withoutNextStep,
} from './failure.js';
import type { Terms } from './journal/format.js';
import type { Success } from '../outcome/success.js';
import { checkOptions, type ImportOptions, type MappedImportOptions } from './options.js';
import { inParallel } from './pool.js';
import { Records } from './records.js';
import {
  counters,
  type ImportResult,
  type ImportRun,
  type ImportSummary,
  type RowCounts,
  type RowResult,
  type Stop,
} from './result.js';

/** Maximum pause, and maximum time without a connection, in milliseconds. */
const longestPause = 3_600_000;
const longestOutage = 600_000;

type Options<Row> = ImportOptions & Partial<MappedImportOptions<Row>>;

type Attempt = () => Promise<Success<Invite>>;

/** A row that can be sent. */
interface Sendable {
  readonly body: InviteRequest;
  readonly address: string;
  readonly terms: Terms;
}

/** One import: settles each row by what is known, or by a request. */
export class Run<Row> implements ImportRun<Row> {
  readonly #options: Options<Row>;
  readonly #client;
  readonly #stop = new AbortController();
  readonly #records: Records;
  readonly #streak = new FailureStreak();
  /** The rows by address: the first of each is sent. */
  readonly #rows = new Map<string, number>();
  readonly #counts: RowCounts = {
    invited: 0,
    invitedEarlier: 0,
    conflicts: 0,
    notInvited: 0,
    unknown: 0,
    invalid: 0,
    notSent: 0,
  };
  #stopped: Stop | undefined;
  #failures = 0;
  /** True if this key has made an invite at this URL. */
  #succeeded = false;
  #answered = false;
  #offlineSince: number | undefined;
  readonly #results: AsyncGenerator<ImportResult<Row>>;
  inFlight = 0;

  constructor(client: Client, rows: Iterable<Row> | AsyncIterable<Row>, options: Options<Row>) {
    checkOptions(options);
    this.#options = options;
    this.#client = toInviteClient(client);
    this.#records = new Records(options, this.#client);
    this.#results = this.#run(rows);
    this.#client.queue.requestsPerMinute = options.requestsPerMinute ?? Infinity;
  }

  [Symbol.asyncIterator](): AsyncGenerator<ImportResult<Row>> {
    return this.#results;
  }

  /** A property, so that it can be destructured. */
  readonly summary = async (): Promise<ImportSummary> => {
    while (!(await this.#results.next()).done);
    return { ...this.#counts, unrecorded: this.#records.unrecorded, stopped: this.#stopped };
  };

  get pausedUntil(): number {
    const { clock, queue } = this.#client;
    return clock.date() + queue.wait;
  }

  get requestsPerMinute(): number | undefined {
    const { learned } = this.#client.queue;
    return learned && (60_000 * learned.requests) / learned.milliseconds;
  }

  get isOffline(): boolean {
    return this.#offlineSince !== undefined;
  }

  async *#run(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<ImportResult<Row>> {
    const { concurrency = 4, signal } = this.#options;
    const stop = (): void => {
      this.#end({ reason: 'aborted', message: toError(signal?.reason).message });
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      await this.#records.open();
      this.#succeeded = this.#records.hasInvited;
      yield* inParallel(rows, concurrency, async (row, index) => {
        const result = { row, index, earlier: false, ...(await this.#settle(row, index)) };
        const { outcome, earlier } = result;
        this.#counts[outcome === 'invited' && earlier ? 'invitedEarlier' : counters[outcome]]++;
        if (this.#answered) this.#records.recordRateLimit();
        return result;
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.#records.close();
    }
  }

  #end(stop: Stop): void {
    this.#stopped ??= stop;
    this.#stop.abort();
  }

  /** Settles a row: by its own faults, by what is known already, or by a request. */
  async #settle(row: Row, index: number): Promise<RowResult> {
    let sendable: Sendable;
    try {
      sendable = this.#check(row, index);
    } catch (error) {
      return { outcome: 'invalid', error: toError(error) };
    }
    return this.#records.settle(sendable) ?? this.#send(sendable);
  }

  /** @throws {@link Error} if the row cannot be sent. */
  #check(row: Row, index: number): Sendable {
    const { request = (same: Row): unknown => same } = this.#options;
    // The text is what counts: getters and `toJSON` may give something else the next time.
    const { body } = parseRequest(JSON.stringify(request(row)), checkRequest);
    const { email, ...terms } = body;
    const problem = addressProblem(email);
    if (problem !== undefined) throw new Error(`The email cannot be used: ${problem}.`);
    const address = addressKey(email);
    const first = this.#rows.get(address) ?? index;
    this.#rows.set(address, first);
    if (first !== index) throw new Error(`The address is the same as in row ${first}.`);
    return { body, address, terms };
  }

  /** Sends a row; repeats it after rate limits and lost connections, in which nothing was sent. */
  async #send(row: Sendable): Promise<RowResult> {
    const hooks = {
      waitSignal: this.#stop.signal,
      maxRetryDelay: longestPause,
      wrapAttempt: (attempt: Attempt) => this.#attempt(row, attempt),
    };
    while (this.#options.dryRun !== true && !this.#stop.signal.aborted) {
      try {
        const { body } = row;
        const invite = await this.#client.call({ operation: inviteUser, body, ...hooks });
        return { outcome: 'invited', id: textIn(invite, 'id'), invite };
      } catch (error) {
        if (!this.#shouldWait(error)) return this.#fail(error, row);
      }
    }
    return { outcome: 'not-sent' };
  }

  /** Records the intent durably before the request is sent, and its outcome. */
  async #attempt({ address, terms }: Sendable, attempt: Attempt): Promise<Success<Invite>> {
    await this.#records.intend(address, terms);
    if (this.#stop.signal.aborted) {
      this.#records.record(address, { state: 'not-invited', error: 'Stopped before it was sent.' });
      throw new AbortedError('The import stopped before the request was sent.');
    }
    this.inFlight++;
    try {
      const success = await attempt();
      this.#records.record(address, { state: 'invited', id: textIn(success.result, 'id') });
      this.#online();
      this.#succeeded = true;
      this.#streak.end();
      return success;
    } catch (error) {
      if (!(error instanceof InviteError)) throw error;
      const { outcome: state, message } = error;
      this.#records.record(address, { state, error: withoutNextStep(message) });
      if (!isOffline(error)) this.#online();
      throw error;
    } finally {
      this.inFlight--;
    }
  }

  #online(): void {
    this.#answered = true;
    this.#offlineSince = undefined;
  }

  /** Whether a row is sent again, after a pause for all rows. */
  #shouldWait(error: unknown): boolean {
    const { clock, queue } = this.#client;
    if (isRateLimited(error)) {
      const { retryAfter = 0 } = error;
      return retryAfter <= longestPause;
    }
    // Without any answer so far, the URL or the network is wrong, and waiting is useless.
    if (!isOffline(error) || !this.#answered) return false;
    this.#offlineSince ??= clock.now();
    const elapsed = clock.now() - this.#offlineSince;
    if (elapsed < longestOutage) queue.block(Math.min(30_000, Math.max(1000, elapsed)));
    return elapsed < longestOutage;
  }

  #fail(error: unknown, { terms }: Sendable): RowResult {
    const { fault } = this.#records;
    if (fault) this.#end({ reason: 'journal', message: fault.message });
    // For any other error, the request may have been sent.
    if (!(error instanceof InviteError)) return { outcome: 'unknown', error: toError(error) };
    const { outcome } = error;
    if (outcome === 'invited') return { outcome, error };
    if (fault === error || (error instanceof AbortedError && outcome === 'not-invited'))
      return { outcome: 'not-sent' };
    const stop = this.#stopFor(error, terms);
    if (stop) this.#end(stop);
    return { outcome, error };
  }

  /** Why the import stops after a failure; undefined if it does not. */
  #stopFor(error: InviteError, terms: Terms): Stop | undefined {
    const { maxFailures = Infinity, maxConsecutiveFailures = 10 } = this.#options;
    const { message } = error;
    const streak = this.#streak.add(error);
    this.#failures++;
    if (isOffline(error)) return { reason: 'no-connection', message };
    if (isRateLimited(error)) {
      const until = this.#client.clock.date() + (error.retryAfter ?? 0);
      return { reason: 'rate-limit', message, until };
    }
    if (isFatal(error, terms, this.#succeeded)) return { reason: 'refused', message };
    if (streak >= maxConsecutiveFailures)
      return {
        reason: 'failures',
        message: `${streak} rows in a row failed in the same way. ${message}`,
      };
    if (this.#failures < maxFailures) return undefined;
    return { reason: 'failures', message: `${this.#failures} rows failed.` };
  }
}
