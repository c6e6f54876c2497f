import { toInviteClient, type Client } from '../client.js';
import { AbortedError, InviteError } from '../errors.js';
import type { Invite, InviteRequest } from '../operation.js';
import { addressKey } from './address.js';
import { isFatalForImport, describe, isThrottling } from './failure.js';
import { ValidRows } from './input/valid-rows.js';
import type { Entry } from './journal/format.js';
import { Journal } from './journal/journal.js';
import { checkOptions, type ImportOptions } from './options.js';
import { Pace } from './pace.js';
import { inParallel } from './pool.js';
import type { ImportResult, ImportSummary } from './result.js';

/** The longest pause that is waited for, in milliseconds. */
const longestPause = 3_600_000;

interface Numbered<Row> {
  readonly row: Row;
  readonly index: number;
}

type Ending = Omit<ImportResult, 'row' | 'index'>;

/** One import: row by row, what is known of it, or what the server says. */
export class Run<Row extends InviteRequest> {
  readonly #options: ImportOptions;
  readonly #client;
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
    this.#client = toInviteClient(client);
    this.#pace = new Pace(this.#client.clock, options.rate);
  }

  async *results(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<ImportResult<Row>> {
    const { journal, input = 'rows', concurrency = 4, signal } = this.#options;
    const { target = this.#client.baseUrl } = this.#options;
    const stop = (): void => {
      this.#end('it was told to stop');
    };
    // Those are distinct already, and a long file's addresses take much memory.
    if (rows instanceof ValidRows) this.#isFirst = () => true;
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
      waitSignal: this.#stop.signal,
      wrapAttempt: <T>(attempt: () => Promise<T>) => this.#around(address, attempt),
    };
    try {
      const made = await this.#client.invite(row, {}, hooks);
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
    const sentAt = this.#client.clock.now();
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
    return new Date(this.#client.clock.date()).toISOString();
  }

  /** Whether a row has its turn again, once the server's pause is over. */
  #holds(error: Error): boolean {
    if (!isThrottling(error)) return false;
    const { retryAfter = 0 } = error;
    if (retryAfter > longestPause) return false;
    this.#client.limiter.block(retryAfter);
    return true;
  }

  #fail(error: Error): Ending {
    if (this.#journal?.fault) this.#end(this.#journal.fault.message);
    const aborted = error instanceof AbortedError && error.outcome === 'not-invited';
    if (aborted || !(error instanceof InviteError)) return { outcome: 'not-sent', earlier: false };
    const { maxFailures = Infinity } = this.#options;
    if (++this.#failures >= maxFailures) this.#end(`${this.#failures} rows failed`);
    if (isFatalForImport(error)) this.#end(error.message);
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
