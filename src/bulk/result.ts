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

/** What became of one row. */
export type RowOutcome = keyof typeof counters;

/** What became of one row, without the row. */
export interface RowResult {
  readonly outcome: RowOutcome;
  /** True if it was so before this run, and nothing was sent now. */
  readonly earlier: boolean;
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
  /** Its place among the rows, counted from 0. */
  readonly index: number;
}

/** Why an import ended before all rows were sent. */
export interface Stop {
  readonly reason: 'aborted' | 'refused' | 'rate-limit' | 'no-connection' | 'failures' | 'journal';
  /** The same as a sentence, with what is known of the cause. */
  readonly message: string;
  /** When the server lets requests through again, in milliseconds since 1970. */
  readonly until?: number | undefined;
}

/** How many rows ended how; the numbers add up to the rows. `invited` leaves out the earlier ones. */
export type RowCounts = Record<(typeof counters)[RowOutcome] | 'invitedEarlier', number>;

/** How an import ended. */
export interface ImportSummary extends Readonly<RowCounts> {
  /** Addresses whose outcome the journal could not record: another run calls it unknown. */
  readonly unrecorded: readonly string[];
  /** Why not all rows were sent. */
  readonly stopped?: Stop | undefined;
}

/** An import under way: its results as they come, in no certain order, and how it ended. */
export interface ImportRun<Row> extends AsyncIterable<ImportResult<Row>> {
  /** Runs what is left to its end. Rejects with what the iteration would throw. */
  readonly summary: () => Promise<ImportSummary>;
  /** When requests go out again, in milliseconds since 1970; in the past if nothing waits. */
  readonly pausedUntil: number;
  /**
   * Requests a minute that the server is known to let through, whatever the option of this name
   * says; undefined while no limit is known.
   */
  readonly requestsPerMinute: number | undefined;
  /** Requests that wait for their answer. */
  readonly inFlight: number;
  /** True if the current pause is for a lost connection, and not for a rate limit. */
  readonly isOffline: boolean;
}
