import type { components } from '../generated/openapi-typescript.js';

export type InviteRequest = components['schemas']['InviteRequest'];
type Invite = components['schemas']['Invite'];

/** What every client sends. */
export const request: InviteRequest = {
  email: 'ada@example.com',
  role: 'reader',
  projects: [{ id: 'proj_abc', role: 'member' }],
};

/** What every server and injected `fetch` answers. */
export const invite: Invite = {
  object: 'organization.invite',
  id: 'invite-abc',
  email: 'ada@example.com',
  role: 'reader',
  status: 'pending',
  invited_at: 1711471533,
  expires_at: 1712076333,
  projects: [{ id: 'proj_abc', role: 'member' }],
};

/** The same as the text of an answer. */
export const answer = JSON.stringify(invite);

/** True if a client's result is the invite, or has it as `data`. */
export function holdsInvite(result: unknown): boolean {
  return (field(result, 'id') ?? field(field(result, 'data'), 'id')) === invite.id;
}

/** A property of anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export const apiKey = 'sk-admin-bench';
