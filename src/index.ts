export type { components, operations, paths } from '../generated/schema.js';
export type { AttemptEvent, NextAttempt } from './call/call.js';
export { createClient, type Client } from './client.js';
export {
  AbortedError,
  ApiError,
  ConfigurationError,
  ConnectionError,
  DriftError,
  InvalidRequestError,
  InviteError,
  TimeoutError,
  outcomes,
  type ApiErrorDetails,
  type InviteErrorCode,
  type Outcome,
} from './errors.js';
export type { Invite, InviteRequest } from './operation.js';
export type { CallOptions, ClientOptions } from './options.js';
export type { DriftReport, Violation } from './violations.js';
