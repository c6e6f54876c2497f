import type { Invite } from '../operation.js';

/** For each outcome of a row, its counter in {@link ImportSummary}. */
export const counters = {
  invited: 'invited',
  /** Invited before, with another role or other projects than the row asks for. */
  conflict: 'conflicts',
  /** Refused by the server, or never reached it. */
  'not-invited': 'notInvited',
  unknown: 'unknown',
  /** The row itself is at fault; nothing was sent. */
  invalid: 'invalid',
  /** The import ended before its turn, or is a dry run. */
  'not-sent': 'notSent',
} as const;

/** The result of one row. */
export type RowOutcome = keyof typeof counters;

/** The result of one row, without the row. */
export interface RowResult {
  readonly outcome: RowOutcome;
  /** True if the outcome is from before this run, and nothing was sent now. */
  readonly earlier?: boolean;
  /** The invite's id, if it is known. */
  readonly id?: string | undefined;
  /** The invite's status in the organization's list, if that settled the row. */
  readonly status?: string | undefined;
  readonly invite?: Invite | undefined;
  readonly error?: Error | undefined;
}

/** What became of one row. */
export interface ImportResult<Row = unknown> extends RowResult {
  readonly row: Row;
  readonly earlier: boolean;
  /** 0-based index of the row. */
  readonly index: number;
}

/** Why an import ended before all rows were sent. */
export interface Stop {
  readonly reason: 'aborted' | 'refused' | 'rate-limit' | 'no-connection' | 'failures' | 'journal';
  /** The reason as a sentence, with its cause if known. */
  readonly message: string;
  /** When the server accepts requests again, in milliseconds since 1970. */
  readonly until?: number | undefined;
}

/** Number of rows by outcome; they add up to all rows. `invited` excludes earlier ones. */
export type RowCounts = Record<(typeof counters)[RowOutcome] | 'invitedEarlier', number>;

/** How an import ended. */
export interface ImportSummary extends Readonly<RowCounts> {
  /** Addresses whose outcome the journal could not record; the next run treats it as unknown. */
  readonly unrecorded: readonly string[];
  /** Why not all rows were sent. */
  readonly stopped?: Stop | undefined;
}

/** A running import: iterate over its results, which come in completion order. */
export interface ImportRun<Row> extends AsyncIterable<ImportResult<Row>> {
  /** Runs the rest of the import. Rejects with the errors that the iteration would throw. */
  readonly summary: () => Promise<ImportSummary>;
  /** When requests go out again, in milliseconds since 1970; in the past if nothing waits. */
  readonly pausedUntil: number;
  /**
   * The server's learned rate, in requests per minute, independent of the option of this name;
   * undefined while no limit is known.
   */
  readonly requestsPerMinute: number | undefined;
  /** Number of requests in flight. */
  readonly inFlight: number;
  /** True if the current pause is for a lost connection, and not for a rate limit. */
  readonly isOffline: boolean;
}
