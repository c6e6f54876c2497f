import { samples, unsampled } from '../../generated/samples.js';
import { inviteUser, operation, type Invite, type InviteRequest } from '../operation.js';
import { isWithoutContent, successFor } from '../outcome/success.js';

/** How long an invite is valid, in seconds. */
const lifetime = 7 * 24 * 60 * 60;

/**
 * Makes the invite that answers a request: the sample of the OpenAPI document's response, with the
 * values of the request and of a new invite. It follows the document when a property is renamed,
 * added or removed.
 *
 * @param number what tells it apart from other invites
 * @param now seconds since 1970
 */
export function makeInvite(request: InviteRequest, number: number, now: number): Invite {
  const success = successFor(inviteUser, successStatus);
  const nothing: Invite | undefined = undefined;
  if (isWithoutContent(nothing, success)) return nothing;
  const { check } = success;
  const samplesByStatus: Readonly<Record<string, unknown>> = samples[operation.id];
  const sample = samplesByStatus[String(operation.success)];
  if (!check?.(sample)) throw new NoSampleError();
  let invite = sample;
  const facts = { ...fresh(Object.keys(sample), number, now), ...request };
  for (const [name, value] of Object.entries<unknown>(facts)) {
    if (!Object.hasOwn(sample, name)) continue;
    const candidates: unknown[] =
      value === undefined
        ? [without(invite, name), { ...invite, [name]: null }]
        : [{ ...invite, [name]: value }];
    invite = candidates.find((next): next is Invite => check(next)) ?? invite;
  }
  return invite;
}

/** No sample can be made of the OpenAPI document's success response. */
export class NoSampleError extends Error {
  override readonly name = 'NoSampleError';

  constructor() {
    const reasons = unsampled[operation.id] ?? {};
    super(reasons[String(operation.success)] ?? "The sample breaks the document's own schema.");
  }
}

/** The status of an ordinary success. */
export const successStatus: number = operation.answers[operation.success].status;

/** Values of a new invite by property name; undefined if not yet known. */
function fresh(names: readonly string[], number: number, now: number): Record<string, unknown> {
  const times = names.filter((name) => name.endsWith('_at'));
  return {
    id: `invite-mock-${String(number).padStart(6, '0')}`,
    status: 'pending',
    ...Object.fromEntries(times.map((name) => [name, timeOf(name, now)])),
    projects: [],
  };
}

function timeOf(name: string, now: number): number | undefined {
  if (name.startsWith('expire')) return now + lifetime;
  return name.startsWith('accept') ? undefined : now;
}

function without(invite: Invite, name: string): unknown {
  return Object.fromEntries(Object.entries(invite).filter(([key]) => key !== name));
}
