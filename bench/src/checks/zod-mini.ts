import * as z from 'zod/mini';
import type { Checks } from './checks.js';

const request = z.strictObject({
  email: z.string(),
  role: z.enum(['reader', 'owner']),
  projects: z.optional(
    z.array(z.strictObject({ id: z.string(), role: z.enum(['member', 'owner']) })),
  ),
});

const invite = z.looseObject({
  object: z.literal('organization.invite'),
  id: z.string(),
  email: z.string(),
  role: z.enum(['owner', 'reader']),
  status: z.enum(['accepted', 'expired', 'pending']),
  invited_at: z.int(),
  expires_at: z.int(),
  accepted_at: z.optional(z.int()),
  projects: z.optional(
    z.array(
      z.looseObject({
        id: z.optional(z.string()),
        role: z.optional(z.enum(['member', 'owner'])),
      }),
    ),
  ),
});

export const checks: Checks = {
  request: (data) => request.safeParse(data).success,
  invite: (data) => invite.safeParse(data).success,
};
