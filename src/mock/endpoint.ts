import { parseJson } from '../json.js';
import {
  checkRequest,
  inviteUser,
  keyHeader,
  keyPrefix,
  operation,
  type Invite,
} from '../operation.js';
import { findViolations } from '../violations.js';
import type { MatchableRequest } from './fault.js';
import type { MockAnswer } from './answer.js';
import { makeInvite, NoSampleError, successStatus } from './invites.js';
import { canList, InvalidParameterError, listInvites } from './list.js';
import type { MockOrganization } from './server.js';

/** The path of the document's server URL. */
export const basePath = new URL(operation.server, 'http://localhost').pathname.replace(/\/$/, '');

type Organization = Pick<MockOrganization, 'apiKey' | 'invites' | 'requests'>;

interface Outcome {
  readonly answer: MockAnswer;
  readonly invite?: Invite;
}

/** The endpoint's answer to a request; the checks are in the order of a real server. */
export function answerTo(organization: Organization, request: MatchableRequest): Outcome {
  const { method, headers } = request;
  const [path = '', query] = request.path.split('?');
  if (path !== `${basePath}${operation.path}`)
    return refuse(404, `Invalid URL (${method} ${path})`);
  const allow = operation.method.toUpperCase();
  const isListing = method === 'GET' && canList;
  if (method !== allow && !isListing)
    return refuse(405, `Not allowed to ${method} here.`, {}, { allow });
  if (headers[keyHeader.toLowerCase()] !== `${keyPrefix}${organization.apiKey}`)
    return refuse(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
  return isListing ? list(organization, new URLSearchParams(query)) : invite(organization, request);
}

function list({ invites }: Organization, query: URLSearchParams): Outcome {
  try {
    return { answer: toAnswer(200, listInvites(invites, query)) };
  } catch (error) {
    if (error instanceof InvalidParameterError) return refuse(400, error.message, error);
    throw error;
  }
}

function invite({ requests }: Organization, { headers, body }: MatchableRequest): Outcome {
  const type = String(headers['content-type']);
  if (!isAccepted(type)) {
    const only = `This API method only accepts '${inviteUser.mediaType ?? ''}' requests.`;
    const message = `Unsupported content type: '${type}'. ${only}`;
    return refuse(400, message, { code: 'unsupported_content_type' });
  }
  const json = parseJson(body);
  if (json === undefined) return refuse(400, 'The body is not JSON.');
  if (!checkRequest(json)) return refuseBody(json);
  try {
    const made = makeInvite(json, requests.length + 1, Math.floor(Date.now() / 1000));
    return { answer: toAnswer(successStatus, made), invite: made };
  } catch (error) {
    if (error instanceof NoSampleError) return refuse(501, error.message);
    throw error;
  }
}

/** True if a content type is the document's, apart from its parameters. */
function isAccepted(type: string): boolean {
  const { mediaType } = inviteUser;
  return mediaType === undefined || essenceOf(type) === essenceOf(mediaType);
}

function essenceOf(type: string): string {
  return type.replace(/;.*/s, '').trim().toLowerCase();
}

function refuseBody(json: unknown): Outcome {
  const [violation] = findViolations(checkRequest, json);
  const { pointer = '', expected = '', received: got = '' } = violation ?? {};
  const param = pointer.slice(1).replaceAll('/', '.') || null;
  const what = param === null ? 'body' : `'${param}'`;
  return refuse(400, `Invalid ${what}: expected ${expected}, got ${got}.`, { param });
}

/** OpenAI's error envelope. */
function refuse(
  status: number,
  message: string,
  { param = null, code = null }: { param?: string | null; code?: string | null } = {},
  headers: Readonly<Record<string, string>> = {},
): Outcome {
  const error = { message, type: 'invalid_request_error', param, code };
  return { answer: toAnswer(status, { error }, headers) };
}

function toAnswer(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): MockAnswer {
  const type = { 'content-type': 'application/json' };
  return {
    status,
    headers: { ...type, ...headers },
    body: json === undefined ? '' : JSON.stringify(json),
  };
}
