import * as v from 'valibot';
import type { Checks } from './checks.js';

const request = v.strictObject({
  email: v.string(),
  role: v.picklist(['reader', 'owner']),
  projects: v.optional(
    v.array(v.strictObject({ id: v.string(), role: v.picklist(['member', 'owner']) })),
  ),
});

const integer = v.pipe(v.number(), v.integer());

const invite = v.looseObject({
  object: v.literal('organization.invite'),
  id: v.string(),
  email: v.string(),
  role: v.picklist(['owner', 'reader']),
  status: v.picklist(['accepted', 'expired', 'pending']),
  invited_at: integer,
  expires_at: integer,
  accepted_at: v.optional(integer),
  projects: v.optional(
    v.array(
      v.looseObject({
        id: v.optional(v.string()),
        role: v.optional(v.picklist(['member', 'owner'])),
      }),
    ),
  ),
});

export const checks: Checks = {
  request: (data) => v.safeParse(request, data).success,
  invite: (data) => v.safeParse(invite, data).success,
};
