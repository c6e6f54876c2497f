import { ApiError, type ApiErrorDetails, type Outcome, type ResponseFacts } from './errors.js';
import type { Redact } from './redact.js';
import { readRetryAfter } from './retry.js';

/** The error for a response that is no success; only the status decides its outcome. */
export function apiError(
  body: unknown,
  response: ResponseFacts,
  redact: Redact,
  now: number,
): ApiError {
  const { status, headers } = response;
  const details = readDetails(body, redact);
  // A browser hides the status of a redirect (0).
  const redirect = status < 400 ? ' a redirect, which is never followed' : '';
  const said = details.message === undefined ? '' : ` The server says: ${details.message}`;
  const message = `The server answered ${status || ''}${redirect}.${said}${advice[status] ?? ''}`;
  const retryAfter = readRetryAfter(headers, now);
  return new ApiError(message, outcomeOf(status, headers), response, details, retryAfter);
}

function outcomeOf(status: number, headers: Headers): Outcome {
  if (status === 503) return headers.has('retry-after') ? 'not-invited' : 'unknown';
  // Not 303, which may follow a POST that took effect (RFC 9110, section 15.4.4).
  if (status === 307 || status === 308) return 'not-invited';
  return status >= 400 && status < 500 && status !== 408 ? 'not-invited' : 'unknown';
}

const wantsAdminKey =
  ' This endpoint wants an admin key (sk-admin-…) of an organization owner; no other key works.';

const advice: Readonly<Record<number, string>> = {
  401: wantsAdminKey,
  403: wantsAdminKey,
  404: ' Check the base URL.',
  409: ' The address may be invited, or a member, already.',
  429: ' Wait before calling again.',
};

/** Longest text of a server that goes into an error, in characters. */
const maxText = 500;

/** Reads OpenAI's `{error: {message, type, param, code}}`, and what other servers send. */
function readDetails(body: unknown, redact: Redact): ApiErrorDetails {
  const error: unknown =
    typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  const given: unknown = typeof error === 'string' && !isPage(error) ? { message: error } : error;
  if (typeof given !== 'object' || given === null) return {};
  const details: Record<string, string> = {};
  for (const field of ['message', 'type', 'param', 'code']) {
    const value: unknown = Object.hasOwn(given, field) ? Reflect.get(given, field) : undefined;
    if (typeof value === 'string' && value.trim() !== '')
      details[field] = redact(value).trim().slice(0, maxText);
  }
  return details;
}

/** HTML says nothing to someone who reads an error message. */
function isPage(text: string): boolean {
  return text.trimStart().startsWith('<');
}
