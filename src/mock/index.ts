export type { Fault } from './faults.js';
export {
  startMockOrganization,
  type MockOrganization,
  type MockOrganizationOptions,
  type ReceivedRequest,
} from './server.js';
