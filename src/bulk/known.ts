import { isExpired, type ExistingInvite } from './existing.js';
import { formatProjects } from './input/access.js';
import type { Entry, Terms } from './journal/format.js';
import type { RowResult } from './result.js';

/** What is known of an address before anything is sent. */
export interface Known {
  /** What the journal says. */
  readonly entry?: Entry | undefined;
  /** What the organization's list says. */
  readonly listed?: ExistingInvite | undefined;
  /** When the list was fetched, in milliseconds since 1970; undefined if there is none. */
  readonly listedAt?: number | undefined;
}

/** How long an invite may take to show up in the organization's list, in milliseconds. */
const listDelay = 300_000;

/**
 * The result of a row that needs no request; undefined if it must be sent.
 *
 * @param terms what the row asks for beside the address
 * @param resendUnknown whether to send what an earlier run may have sent
 */
export function settleKnown(
  { entry, listed, listedAt }: Known,
  terms: Terms,
  resendUnknown = false,
): RowResult | undefined {
  const isOpen = entry?.state === 'intent' || entry?.state === 'unknown';
  if (entry?.state === 'invited') return invitedBefore(entry.id, entry.request, terms);
  if (listed && (isOpen || !isExpired(listed))) {
    const before = termsOf(listed, terms);
    return { ...invitedBefore(listed.id, before, terms), status: listed.status };
  }
  if (!isOpen || resendUnknown) return undefined;
  if (listedAt !== undefined && listedAt - Date.parse(entry.at) >= listDelay) return undefined;
  const reason = entry.error ?? 'An earlier run ended with the request on its way.';
  const young =
    listedAt === undefined
      ? ''
      : ` The list of existing invites is too old to show that no invite went out: fetch it at least ${listDelay / 60_000} minutes after the request.`;
  const error = new Error(`Unknown since ${entry.at}: ${reason}${young}`);
  return { outcome: 'unknown', earlier: true, error };
}

function invitedBefore(id: string | undefined, before: Terms | undefined, terms: Terms): RowResult {
  const known = { earlier: true, id };
  const names = before ? Object.keys({ ...before, ...terms }) : [];
  const differences = names
    .filter((name) => !covers(before?.[name], terms[name]))
    .map((name) => `${name} ${show(before?.[name])}, not ${show(terms[name])}`);
  if (differences.length === 0) return { outcome: 'invited', ...known };
  const error = new Error(
    `Invited before with ${differences.join('; ')}. Nothing was sent: change it in the organization, or in the row.`,
  );
  return { outcome: 'conflict', ...known, error };
}

/** The role and projects of a listed invite. Properties that the row does not have are ignored. */
export function termsOf(listed: ExistingInvite, terms: Terms): Terms {
  const said = Object.entries(listed).filter(([name, value]) => name in terms && value != null);
  return { ...terms, ...Object.fromEntries<unknown>(said) };
}

function show(value: unknown): string {
  if (value === undefined) return 'left out';
  if (Array.isArray(value)) return formatProjects(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** True if a value equals the requested one, apart from the order of lists and extra properties. */
function covers(value: unknown, asked: unknown): boolean {
  if (Array.isArray(asked)) {
    const found = Array.isArray(value) && value.length === asked.length ? value : undefined;
    return found !== undefined && asked.every((one) => found.some((other) => covers(other, one)));
  }
  if (typeof asked !== 'object' || asked === null) return value === asked;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(asked).every(([name, one]) => covers(Reflect.get(value, name), one));
}
