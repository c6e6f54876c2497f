import { ApiError, type ApiErrorDetails, type Outcome, type ResponseInfo } from '../errors.js';
import { propertyIn, textIn } from '../json.js';
import type { Redact } from '../http/redact.js';
import { readRetryAfter } from './retry-after.js';
import { ruleFor } from './statuses.js';

/**
 * The error for an unsuccessful response.
 *
 * @param body parsed JSON, or the text
 * @param options.now milliseconds since 1970
 */
export function toApiError(
  body: unknown,
  response: ResponseInfo,
  options: { readonly redact: Redact; readonly now: number; readonly outcome: Outcome },
): ApiError {
  const { status, headers } = response;
  const { redact, now, outcome } = options;
  const details = readDetails(body, redact);
  const message = [
    `The server answered ${statusText(status)}.`,
    theServerSays(details),
    ruleFor(status).advice,
  ];
  return new ApiError(message.filter((part) => part !== '').join(' '), outcome, {
    ...response,
    details,
    retryAfter: readRetryAfter(headers, now),
  });
}

function statusText(status: number): string {
  if (status === 0) return 'with a redirect, which is never followed';
  return status >= 300 && status < 400
    ? `${status}, a redirect, which is never followed`
    : `${status}`;
}

/** The server's own message as a sentence; empty if it sent none. */
export function theServerSays({ message }: ApiErrorDetails): string {
  if (message === undefined) return '';
  return `The server says: ${message}${/[.!?…。！？]$/.test(message) ? '' : '.'}`;
}

/** Maximum length of a server's text in an error, in characters. */
const maxText = 500;

/** Reads OpenAI's `{error: {message, type, param, code}}`, and what other servers send. */
export function readDetails(body: unknown, redact: Redact): ApiErrorDetails {
  const error = propertyIn(body, 'error') ?? body;
  const given = typeof error === 'string' && !isHtml(error) ? { message: error } : error;
  const details: Record<string, string> = {};
  for (const field of ['message', 'type', 'param', 'code']) {
    const value = textIn(given, field)?.trim();
    if (value) details[field] = redact(value).slice(0, maxText);
  }
  return details;
}

/** Error pages say little to someone who reads an error message. */
function isHtml(text: string): boolean {
  return text.trimStart().startsWith('<');
}
