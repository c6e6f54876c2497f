/** The one operation this client stands for. Everything below is a name for what was generated. */
import { operations } from '../generated/operations.js';
import type { operations as Operations } from '../generated/schema.js';
import { validators, type Validator } from '../generated/validators.js';

export const operation = operations.inviteUser;
const checks = validators.inviteUser;

type Responses = Operations['inviteUser']['responses'];

/** The statuses for which the OpenAPI document gives a successful JSON answer. */
type SuccessStatus = {
  [Status in Checked]: `${Status}` extends `2${string}` ? Status : never;
}[Checked];
type Checked = keyof typeof checks.responses;

/** What {@link Client.inviteUser} sends: the operation's JSON request body. */
export type InviteRequest = NonNullable<
  Operations['inviteUser']['requestBody']
>['content']['application/json'];

/** What {@link Client.inviteUser} returns: the operation's successful JSON response. */
export type Invite = Responses[SuccessStatus]['content']['application/json'];

/** Checks a request body against the OpenAPI document; undocumented properties are violations. */
export const checkRequest: Validator<InviteRequest> = checks.request;

/** Whether the OpenAPI document describes a JSON answer for this 2xx status. */
export function isDocumented(status: number): status is SuccessStatus {
  return Object.hasOwn(checks.responses, status);
}

/** Checks a 2xx answer; an undocumented 2xx is held against the documented success. */
export function responseCheck(status: number): Validator<Invite> {
  return checks.responses[isDocumented(status) ? status : operation.success];
}
