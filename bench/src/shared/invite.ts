import type { Invite, InviteRequest } from 'openai-invites';

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

export const apiKey = 'sk-admin-bench';
