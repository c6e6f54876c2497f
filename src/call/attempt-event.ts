import { InviteError, type InviteErrorCode, type Outcome } from '../errors.js';
import type { Success } from '../outcome/success.js';

/** What became of one attempt of a call. It holds neither the key nor data of the invitee. */
export interface AttemptEvent {
  /** 1-based number of the attempt within its call. */
  readonly number: number;
  /** Milliseconds from sending to the whole answer, or to the error. */
  readonly duration: number;
  /** The HTTP status, where a response came. */
  readonly status: number | undefined;
  /** The server's `x-request-id`, where a response has one. */
  readonly requestId: string | undefined;
  readonly outcome: Outcome;
  /** The error's `code`; undefined for a success. */
  readonly code: InviteErrorCode | undefined;
  /** The attempt that follows; undefined where none does. */
  readonly next: NextAttempt | undefined;
}

export interface NextAttempt {
  /** Milliseconds until it is sent, at least. */
  readonly delay: number;
  /** `rate-limit`: the server wants all calls of the client to wait. */
  readonly reason: 'rate-limit' | 'retry';
}

/** The event for what an attempt resolved with or threw. */
export function toAttemptEvent(
  result: Success | InviteError,
  attempt: Pick<AttemptEvent, 'number' | 'duration' | 'next'>,
): AttemptEvent {
  if (result instanceof InviteError) {
    const { status, requestId, outcome, code } = result;
    return { ...attempt, status, requestId, outcome, code };
  }
  const { status, requestId } = result.info();
  return { ...attempt, status, requestId, outcome: 'invited', code: undefined };
}
