import { family, InviteError } from '../../errors.js';

/** Why a journal cannot be used, for programs. */
export type JournalReason =
  | 'unusable'
  | 'in-use'
  | 'not-a-journal'
  | 'damaged'
  | 'other-version'
  | 'other-target'
  | 'other-key'
  | 'unconfirmed'
  | 'unknown-address';

/** A journal cannot be used, or can no longer be written. */
export class JournalError extends InviteError {
  protected static override readonly [family] = 'JournalError';
  override readonly code = 'journal';

  constructor(
    message: string,
    readonly reason: JournalReason,
    cause?: unknown,
  ) {
    super(message, 'not-invited', { cause });
  }
}

/** The code of a system error, such as `ENOENT`, or another short description. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
