export type { Fault } from './fault.js';
export {
  startMockOrganization,
  type MockOrganization,
  type MockOrganizationOptions,
  type ReceivedRequest,
} from './server.js';
