/** The least that a request may hold. */
export const ada = { email: 'ada@example.com', role: 'reader' } as const;

/** How the server answers {@link ada}, by the frozen document. */
export const invite = {
  object: 'organization.invite',
  id: 'invite-abc',
  ...ada,
  status: 'pending',
  invited_at: 1711471533,
  expires_at: 1712076333,
} as const;
