export { createClient, type Client } from './client.js';
export type { DriftReport, Violation } from './drift.js';
export {
  AbortedError,
  ApiError,
  ConfigurationError,
  ConnectionError,
  DriftError,
  InvalidRequestError,
  InviteError,
  TimeoutError,
  type ApiErrorDetails,
  type Outcome,
} from './errors.js';
export type { Invite, InviteRequest } from './operation.js';
export type { CallOptions, ClientOptions } from './options.js';
