export type { Fault, MatchableRequest } from './fault.js';
export {
  startMockOrganization,
  type MockOrganization,
  type MockOrganizationOptions,
  type ReceivedRequest,
} from './server.js';
