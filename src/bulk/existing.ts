import { ConfigurationError } from '../errors.js';
import { addressKey } from './address.js';

/** An invite as the organization lists it (`GET /organization/invites`). */
export interface ExistingInvite {
  readonly email: string;
  /** `pending`, `accepted` or `expired`; any other one counts like `pending`. */
  readonly status: string;
  readonly id?: string | undefined;
  readonly role?: unknown;
  readonly projects?: unknown;
}

/** The invites of an organization by address: of several for one address, the strongest. */
export type ExistingInvites = ReadonlyMap<string, ExistingInvite>;

/** @throws {@link ConfigurationError} if the list cannot be read to its end, or an entry lacks something. */
export async function indexExisting(
  invites: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<ExistingInvites> {
  const found = new Map<string, ExistingInvite>();
  let count = 0;
  try {
    for await (const invite of invites) {
      count++;
      if (!isExistingInvite(invite)) throw new Error(`entry ${count} lacks an email or a status`);
      const key = addressKey(invite.email);
      const other = found.get(key);
      if (!other || strength(invite) > strength(other)) found.set(key, invite);
    }
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  return found;
}

export function unreadable(reason: string, cause?: unknown): ConfigurationError {
  const message = `The list of existing invites cannot be used: ${reason}. Nothing was sent.`;
  return new ConfigurationError(message, 'not-invited', { cause });
}

function isExistingInvite(value: unknown): value is ExistingInvite {
  if (typeof value !== 'object' || value === null) return false;
  const { email, status }: Partial<Record<string, unknown>> = { ...value };
  return typeof email === 'string' && typeof status === 'string' && email !== '' && status !== '';
}

function strength({ status }: ExistingInvite): number {
  return status === 'expired' ? 0 : status === 'accepted' ? 2 : 1;
}
