import type { InviteClient } from '../client.js';
import { indexExisting, isExpired, unknownStatuses, type ExistingInvites } from './existing.js';
import type { Entry, Terms } from './journal/format.js';
import { Journal } from './journal/journal.js';
import { applyMarks } from './journal/marks.js';
import { recallLimit } from './journal/rate-limit.js';
import type { ImportOptions } from './options.js';
import type { RowResult } from './result.js';
import { differences, termsOf } from './terms.js';

/** How long an invite may take to show up in the organization's list, in milliseconds. */
const listDelay = 300_000;

/** What is known about each address, from the journal, if there is one, and the organization's list. */
export class Records {
  /** Addresses whose outcome could not be written down. */
  readonly unrecorded: string[] = [];
  #journal: Journal | undefined;
  #entries = new Map<string, Entry>();
  #existing: ExistingInvites | undefined;
  #listedAt: number | undefined;
  /** The last recorded rate, in requests per millisecond. */
  #recordedRate = Infinity;

  constructor(
    private readonly options: ImportOptions,
    private readonly client: InviteClient,
  ) {}

  /**
   * Reads the journal and the list; until then nothing is known.
   *
   * @throws {@link JournalError} if the journal cannot be used.
   * @throws {@link ConfigurationError} if the list cannot be used.
   */
  async open(): Promise<void> {
    const { onWarning = warn, existing, existingFetchedAt } = this.options;
    const { clock } = this.client;
    await this.#openJournal(onWarning);
    const { lines, warnings } = applyMarks(this.#entries, this.options, this.#now());
    warnings.forEach(onWarning);
    for (const line of lines) await this.#journal?.append(line);
    if (!existing) return;
    this.#listedAt = Math.min(existingFetchedAt?.getTime() ?? Infinity, clock.date());
    this.#existing = await indexExisting(existing);
    for (const status of unknownStatuses(this.#existing))
      onWarning(`In the list of existing invites, "${status}" counts like "pending".`);
  }

  /** True if an earlier run made an invite. */
  get hasInvited(): boolean {
    return [...this.#entries.values()].some(({ state }) => state === 'invited');
  }

  /** The error after which nothing more can be written. */
  get fault(): Error | undefined {
    return this.#journal?.fault;
  }

  /** The result of a row that needs no request; undefined if it must be sent. */
  settle({ address, terms }: { address: string; terms: Terms }): RowResult | undefined {
    const entry = this.#entries.get(address);
    const listed = this.#existing?.get(address);
    const isOpen = entry?.state === 'intent' || entry?.state === 'unknown';
    if (entry?.state === 'invited') return invitedBefore(entry, terms);
    if (listed && (isOpen || !isExpired(listed))) {
      const found = { id: listed.id, request: termsOf(listed, terms) };
      this.record(address, { state: 'invited', ...found, source: 'list' });
      return { ...invitedBefore(found, terms), status: listed.status };
    }
    return isOpen && this.options.resendUnknown !== true ? this.#unknownSince(entry) : undefined;
  }

  /** Undefined if the organization's list proves that no invite went out. */
  #unknownSince({ at, error }: Entry): RowResult | undefined {
    const age = (this.#listedAt ?? 0) - Date.parse(at);
    if (age >= listDelay) return undefined;
    const reason = error ?? 'An earlier run ended with the request on its way.';
    const young =
      this.#listedAt === undefined
        ? ''
        : ` The list of existing invites is too old to show that no invite went out: fetch it at least ${listDelay / 60_000} minutes after the request.`;
    return {
      outcome: 'unknown',
      earlier: true,
      error: new Error(`Unknown since ${at}: ${reason}${young}`),
    };
  }

  /** Records durably that a request is about to be sent. */
  async intend(address: string, request: Terms): Promise<void> {
    await this.#journal?.append({ address, state: 'intent', at: this.#now(), request });
  }

  /** Not awaited: a disk failure shows at the next intent, which stops the import. */
  record(address: string, entry: Omit<Entry, 'address' | 'at'>): void {
    this.#journal?.append({ address, at: this.#now(), ...entry }).catch(() => {
      this.unrecorded.push(address);
    });
  }

  /** Records the rate limit for the next run. If that fails, the next run learns it again. */
  recordRateLimit(): void {
    const { learned } = this.client.queue;
    if (!learned) return;
    const rate = learned.requests / learned.milliseconds;
    if (Math.abs(rate / this.#recordedRate - 1) < 0.05) return;
    this.#recordedRate = rate;
    this.#journal?.append({ rateLimit: { ...learned, at: this.#now() } }).catch(() => undefined);
  }

  /** Writes pending lines and unlocks the journal. */
  async close(): Promise<void> {
    await this.#journal?.close();
  }

  async #openJournal(onWarning: (message: string) => void): Promise<void> {
    const { journal: path, predecessors, sameOrganization, dryRun } = this.options;
    if (path === undefined) return;
    const { baseUrl, apiKey, clock, queue } = this.client;
    const owner = { target: baseUrl, apiKey, predecessors, sameOrganization };
    if (dryRun === true) {
      this.#entries = (await Journal.read(path, owner)).entries;
      return;
    }
    this.#journal = await Journal.open(path, owner);
    this.#entries = this.#journal.contents.entries;
    if (this.#journal.limits !== undefined) onWarning(this.#journal.limits);
    const known = recallLimit(this.#journal.contents, clock.date());
    if (known) queue.restore(known);
  }

  #now(): string {
    return new Date(this.client.clock.date()).toISOString();
  }
}

function invitedBefore({ id, request }: Pick<Entry, 'id' | 'request'>, terms: Terms): RowResult {
  const found = request ? differences(request, terms) : [];
  if (found.length === 0) return { outcome: 'invited', earlier: true, id };
  const error = new Error(
    `Invited before with ${found.join('; ')}. Nothing was sent: change it in the organization, or in the row.`,
  );
  return { outcome: 'conflict', earlier: true, id, error };
}

function warn(message: string): void {
  console.warn(`openai-invites: ${message}`);
}
