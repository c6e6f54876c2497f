// By path, because the package does not export its checks.
import { validators } from '../../node_modules/openai-invites/generated/validators.js';
import type { Checks } from './checks.js';

const { request, responses } = validators.inviteUser;

export const checks: Checks = {
  request: (data) => request(data),
  invite: (data) => responses[200](data),
};
