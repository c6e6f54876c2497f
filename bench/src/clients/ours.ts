import { createClient } from 'openai-invites';
import type { Connect } from './client.js';

export const connect: Connect = (setup) => {
  const client = createClient(setup);
  return (body) => client.inviteUser(body);
};
