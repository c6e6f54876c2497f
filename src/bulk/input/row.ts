/** Why a row, or a whole file, cannot be sent. */
export interface Problem {
  readonly line: number;
  /** The column or property; '' for the whole row. */
  readonly column: string;
  readonly reason: string;
}

/** Takes what a reader finds, line by line. */
export interface Intake {
  /** @param request what is to be sent, as far as the row says it */
  row(line: number, request: unknown): void;
  problem(problem: Problem): void;
  /** What was left aside. */
  note(text: string): void;
}

/** What a row gets that says nothing of its own. */
export interface Defaults {
  readonly role?: string | undefined;
  readonly projects?: unknown;
}
