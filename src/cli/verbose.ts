import type { AttemptEvent } from '../call/call.js';
import { printable, type Terminal } from './terminal.js';

/** What `--verbose` does: a line on standard error after each attempt. */
export function attemptPrinter(
  { verbose }: { readonly verbose?: boolean },
  { err }: Pick<Terminal, 'err'>,
): ((event: AttemptEvent) => void) | undefined {
  if (verbose !== true) return undefined;
  return (event) => {
    err(printable(describeAttempt(event)));
  };
}

/** One attempt as a line for a person, which names neither the key nor the invitee. */
function describeAttempt(event: AttemptEvent): string {
  const { number, duration, status, requestId, outcome, code, next } = event;
  const answer = status === undefined ? 'no answer' : `status ${status}`;
  const request = requestId === undefined ? [] : [`request ${requestId}`];
  const error = code === undefined || code === 'api' ? [] : [`error ${code}`];
  const parts = [answer, ...error, ...request, outcome, `${Math.round(duration)} ms`];
  const reason = next?.reason === 'rate-limit' ? 'rate limit' : 'retry';
  const after = next ? `; the next in ${(next.delay / 1000).toFixed(1)} s (${reason})` : '';
  return `Attempt ${number}: ${parts.join(', ')}${after}`;
}
