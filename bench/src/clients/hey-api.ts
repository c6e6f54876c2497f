import { inviteUser } from '../generated/hey-api/index.js';
import { createClient } from '../generated/hey-api/client/index.js';
import { deadline, type Connect } from './client.js';

export const connect: Connect = (setup) => {
  const { apiKey: auth, baseUrl, fetch } = setup;
  const client = createClient({ auth, baseUrl, fetch });
  return (body) => inviteUser({ client, body, ...deadline(setup) });
};
