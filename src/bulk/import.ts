import { inviterOf, type Client } from '../client.js';
import {
  AbortedError,
  ApiError,
  ConfigurationError,
  ConnectionError,
  InviteError,
} from '../errors.js';
import type { Invite, InviteRequest } from '../operation.js';
import { concernsAll, mayRetry } from '../retry.js';
import { addressKey } from './address.js';
import { GoodRows } from './input/good-rows.js';
import type { Entry } from './journal/format.js';
import { Journal } from './journal/journal.js';
import { Pace } from './pace.js';
import { inParallel } from './pool.js';

/** How {@link importInvites} goes about it. */
export interface ImportOptions {
  /**
   * The file that keeps what became of each address, so that the same import can be run again
   * after whatever befell it. Without it a crash leaves no trace.
   */
  readonly journal?: string | undefined;
  /**
   * What the rows are called in the journal, which refuses the rows of others.
   * @default 'rows'
   */
  readonly input?: string | undefined;
  /**
   * What the journal calls the place where the invites are made.
   * @default the client's base URL
   */
  readonly target?: string | undefined;
  /**
   * The most requests that are on their way at a time.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /**
   * The most requests a minute.
   * @default as many as the server takes
   */
  readonly rate?: number | undefined;
  /**
   * After how many rows that failed no more are sent.
   * @default none
   */
  readonly maxFailures?: number | undefined;
  /**
   * Sends those of which an earlier run could not tell whether they were invited.
   * @default false
   */
  readonly resendUnknown?: boolean | undefined;
  /** When it aborts nothing more is sent; what is on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of one row. */
export interface ImportResult<Row extends InviteRequest = InviteRequest> {
  readonly row: Row;
  /** Its place among the rows, counted from 0. */
  readonly index: number;
  /** `not-sent`: the import ended before its turn. */
  readonly outcome: 'invited' | 'not-invited' | 'unknown' | 'not-sent';
  /** Whether an earlier run says so, and nothing was sent now. */
  readonly earlier: boolean;
  /** The invite's id, where it was made. */
  readonly id?: string | undefined;
  readonly invite?: Invite | undefined;
  readonly error?: Error | undefined;
}

/** How many rows ended how. */
export interface ImportSummary {
  /** Invited now. */
  readonly invited: number;
  /** Invited by an earlier run. */
  readonly invitedEarlier: number;
  readonly notInvited: number;
  readonly unknown: number;
  readonly notSent: number;
  /** Addresses whose outcome the journal could not take down: another run calls it unknown. */
  readonly unrecorded: readonly string[];
  /** Why not all rows were sent. */
  readonly stopped?: string | undefined;
}

/** An import under way: its results as they come, in no certain order, and how it ended. */
export interface ImportRun<Row extends InviteRequest> extends AsyncIterable<ImportResult<Row>> {
  /** Runs what is left to its end. Rejects with what the iteration would throw. */
  readonly summary: () => Promise<ImportSummary>;
  /** Until when the server wants to be left alone, in milliseconds since 1970. */
  readonly pausedUntil: number;
}

/**
 * Invites one row after the other, and none twice: not within the rows, not in another run with
 * the same journal. Nothing happens before the results, or the summary, are asked for.
 *
 * @throws {@link ConfigurationError} where {@link createClient} did not make the client.
 */
export function importInvites<Row extends InviteRequest>(
  client: Client,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: ImportOptions = {},
): ImportRun<Row> {
  const run = new Run<Row>(client, options);
  const results = run.results(rows);
  return {
    [Symbol.asyncIterator]: () => results,
    summary: async () => {
      while (!(await results.next()).done);
      return run.summary();
    },
    get pausedUntil() {
      return inviterOf(client).pause.until;
    },
  };
}

interface Numbered<Row> {
  readonly row: Row;
  readonly index: number;
}

type Ending = Omit<ImportResult, 'row' | 'index'>;

class Run<Row extends InviteRequest> {
  readonly #options: ImportOptions;
  readonly #inviter;
  readonly #pace;
  readonly #stop = new AbortController();
  readonly #unrecorded: string[] = [];
  readonly #count = { invited: 0, invitedEarlier: 0, notInvited: 0, unknown: 0, notSent: 0 };
  #journal: Journal | undefined;
  #stopped: string | undefined;
  #failures = 0;
  #isFirst: (address: string) => boolean = firstTime();

  constructor(client: Client, options: ImportOptions) {
    checkOptions(options);
    this.#options = options;
    this.#inviter = inviterOf(client);
    this.#pace = new Pace(this.#inviter.clock, options.rate);
  }

  async *results(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<ImportResult<Row>> {
    const { journal, input = 'rows', concurrency = 4, signal } = this.#options;
    const { target = this.#inviter.baseUrl } = this.#options;
    const stop = (): void => {
      this.#end('it was told to stop');
    };
    // Those are distinct already, and a long file's addresses take much memory.
    if (rows instanceof GoodRows) this.#isFirst = () => true;
    if (journal !== undefined) this.#journal = await Journal.open(journal, { input, target });
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const work = async ({ row, index }: Numbered<Row>) => {
        return { row, index, ...(await this.#settle(row)) };
      };
      for await (const result of inParallel(numbered(rows), concurrency, work)) {
        this.#tally(result);
        yield result;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.#journal?.close();
    }
  }

  summary(): ImportSummary {
    return { ...this.#count, unrecorded: this.#unrecorded, stopped: this.#stopped };
  }

  #end(why: string): void {
    this.#stopped ??= why;
    this.#stop.abort();
  }

  #tally({ outcome, earlier }: Ending): void {
    if (outcome === 'invited') this.#count[earlier ? 'invitedEarlier' : 'invited']++;
    if (outcome === 'not-invited') this.#count.notInvited++;
    if (outcome === 'unknown') this.#count.unknown++;
    if (outcome === 'not-sent') this.#count.notSent++;
  }

  /** What an earlier run says of a row, else what the server says now. */
  async #settle(row: Row): Promise<Ending> {
    const address = addressKey(row.email);
    if (!this.#isFirst(address)) {
      const error = new Error('The address is among the rows twice.');
      return { outcome: 'not-sent', earlier: false, error };
    }
    const known = this.#journal?.earlier.get(address);
    if (known?.state === 'invited') return { outcome: 'invited', earlier: true, id: known.id };
    const ambiguous = known?.state === 'intent' || known?.state === 'unknown';
    if (ambiguous && this.#options.resendUnknown !== true) {
      const error = new Error(known.error ?? 'An earlier run ended with its request on the way.');
      return { outcome: 'unknown', earlier: true, error };
    }
    return this.#send(row, address);
  }

  /** Goes on through the server's pauses: being throttled uses nothing up. */
  async #send(row: Row, address: string): Promise<Ending> {
    for (;;) {
      await this.#pace.turn(this.#stop.signal);
      if (this.#stop.signal.aborted) return { outcome: 'not-sent', earlier: false };
      try {
        const invite = await this.#invite(row, address);
        this.#pace.succeeded();
        return { outcome: 'invited', earlier: false, id: invite.id, invite };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (!this.#holds(error)) return this.#fail(error);
      }
    }
  }

  async #invite(row: Row, address: string): Promise<Invite> {
    const hooks = {
      stop: this.#stop.signal,
      around: <T>(attempt: () => Promise<T>) => this.#around(address, attempt),
    };
    try {
      const made = await this.#inviter.invite(row, {}, hooks);
      this.#note(address, { state: 'invited', id: made.id });
      return made;
    } catch (error) {
      const invited = error instanceof InviteError && error.outcome === 'invited';
      if (invited) this.#note(address, { state: 'invited' });
      throw error;
    }
  }

  /** No request leaves before its intent is on disk to stay. */
  async #around<T>(address: string, attempt: () => Promise<T>): Promise<T> {
    await this.#journal?.append({ address, state: 'intent', at: this.#now() });
    if (this.#stop.signal.aborted) {
      this.#note(address, { state: 'not-invited', error: 'stopped before it was sent' });
      throw new AbortedError('The import stopped before the request was sent.');
    }
    const sentAt = this.#inviter.clock.now();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof InviteError)) throw error;
      this.#note(address, { state: error.outcome, error: describe(error) });
      if (isThrottling(error)) this.#pace.throttled(sentAt, error.retryAfter);
      throw error;
    }
  }

  /** Not waited for: a fault of the disk shows at the next intent, which stops everything. */
  #note(address: string, entry: Pick<Entry, 'state' | 'id' | 'error'>): void {
    this.#journal?.append({ address, at: this.#now(), ...entry }).catch(() => {
      this.#unrecorded.push(address);
    });
  }

  #now(): string {
    return new Date(this.#inviter.clock.now()).toISOString();
  }

  /** Whether a row has its turn again, once the server's pause is over. */
  #holds(error: Error): boolean {
    if (!isThrottling(error)) return false;
    const { retryAfter = 0 } = error;
    if (retryAfter > longestPause) return false;
    this.#inviter.pause.hold(retryAfter);
    return true;
  }

  #fail(error: Error): Ending {
    if (this.#journal?.fault) this.#end(this.#journal.fault.message);
    const aborted = error instanceof AbortedError && error.outcome === 'not-invited';
    if (aborted || !(error instanceof InviteError)) return { outcome: 'not-sent', earlier: false };
    const { maxFailures = Infinity } = this.#options;
    if (++this.#failures >= maxFailures) this.#end(`${this.#failures} rows failed`);
    if (concernsEveryRow(error)) this.#end(error.message);
    return { outcome: error.outcome, earlier: false, error };
  }
}

/** Whether an address comes for the first time. */
function firstTime(): (address: string) => boolean {
  const seen = new Set<string>();
  return (address) => seen.size < seen.add(address).size;
}

async function* numbered<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
): AsyncGenerator<Numbered<Row>> {
  let index = 0;
  for await (const row of rows) yield { row, index: index++ };
}

function isThrottling(error: Error): error is ApiError {
  return error instanceof ApiError && mayRetry(error) && concernsAll(error);
}

/** The longest pause that is waited for, in milliseconds. */
const longestPause = 3_600_000;

/** Whether the next row would meet the same: a wrong key or address, no network, no quota. */
function concernsEveryRow(error: InviteError): boolean {
  if (error instanceof ConfigurationError) return true;
  if (error instanceof ConnectionError) return error.outcome === 'not-invited';
  if (!(error instanceof ApiError)) return false;
  return [401, 403, 404, 429].includes(error.status) || mayRetry(error);
}

/** In a word or two; the whole message may hold what the server said of the invitee. */
function describe({ name, status }: InviteError): string {
  return status === undefined ? name : `${name} ${status}`;
}

function checkOptions({ concurrency = 4, rate = 1, maxFailures = 1 }: ImportOptions): void {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new ConfigurationError('concurrency must be a whole number, at least 1.');
  if (!(rate > 0)) throw new ConfigurationError('rate must be over 0.');
  if (!Number.isSafeInteger(maxFailures) || maxFailures < 1)
    throw new ConfigurationError('maxFailures must be a whole number, at least 1.');
}
