import { inviteUser } from '../generated/orval.js';
import type { Connect } from './client.js';
import { configure } from './orval-fetch.js';

export const connect: Connect = (setup) => {
  configure(setup);
  return (body) => inviteUser(body);
};
