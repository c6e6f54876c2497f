import type { Invite, InviteRequest } from '../operation.js';

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
