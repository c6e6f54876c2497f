import { addressKey } from '../../operation.js';
import type { ImportOptions } from '../options.js';
import { JournalError } from './error.js';
import type { Entry } from './format.js';

/**
 * Settles unknown addresses by hand. Repeated marks have no effect, because a request may have been
 * sent since.
 *
 * @param entries what the journal says; changed in place
 * @param at now, in the form of ISO 8601
 * @returns the lines to append, and warnings about ignored marks
 * @throws {@link JournalError} if the journal does not know an address.
 */
export function applyMarks(
  entries: Map<string, Entry>,
  { markInvited = [], markNotInvited = [] }: Pick<ImportOptions, 'markInvited' | 'markNotInvited'>,
  at: string,
): { readonly lines: readonly Entry[]; readonly warnings: readonly string[] } {
  const lines: Entry[] = [];
  const warnings: string[] = [];
  const mark = (email: string, state: 'invited' | 'not-invited'): void => {
    const address = addressKey(email);
    const entry = entries.get(address);
    if (!entry)
      throw new JournalError(
        `${email} cannot be marked: it is not in the journal.`,
        'unknown-address',
      );
    if (entry.state === state) return;
    const isSettled = entry.state === 'invited' || entry.state === 'not-invited';
    if (isSettled || (entry.marked === true && state === 'not-invited')) {
      const why = isSettled ? `it is ${entry.state}` : 'it was marked before, and sent since';
      warnings.push(`${email} is not marked as ${state}: according to the journal ${why}.`);
      return;
    }
    lines.push({ address, state, at, source: 'hand' });
    entries.set(address, { ...entry, state, at });
  };
  for (const email of markInvited) mark(email, 'invited');
  for (const email of markNotInvited) mark(email, 'not-invited');
  return { lines, warnings };
}
