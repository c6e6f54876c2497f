/** One row of a file as it was read, not checked yet. */
export interface RawRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** What is to be sent, as far as the row says it. */
  readonly request: unknown;
}

/** Why a row, or a whole file, cannot be sent. */
export interface Problem {
  readonly line: number;
  /** The column or property; '' for the whole row. */
  readonly column: string;
  readonly reason: string;
}

/** What a file holds. */
export interface Rows {
  readonly rows: readonly RawRow[];
  readonly problems: readonly Problem[];
  /** What was left aside. */
  readonly notes: readonly string[];
}

/** What a row gets that says nothing of its own. */
export interface Defaults {
  readonly role?: string | undefined;
  readonly projects?: unknown;
}
