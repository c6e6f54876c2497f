import { ConnectionError, type Outcome } from '../errors.js';
import { redactCause, type Redact } from '../http/redact.js';
import { propertyIn, textIn } from '../json.js';

/**
 * Turns a rejection of `fetch` into an error that says whether anything was sent.
 *
 * @param options.isUnsent whether no request can have taken effect
 * @param options.uncertain the outcome if one can
 */
export function toNetworkError(
  thrown: unknown,
  options: {
    readonly isUnsent: boolean;
    readonly uncertain: Outcome;
    readonly redact: Redact;
  },
): ConnectionError {
  const { isUnsent, uncertain, redact } = options;
  const code = deepestCode(thrown);
  const because = code === '' ? '' : ` (${redact(code)})`;
  const what = isUnsent
    ? `The server could not be reached${because}: check the network, the base URL and any proxy.`
    : `The connection broke${because} after the request may have been sent.`;
  return new ConnectionError(what, isUnsent ? 'not-invited' : uncertain, {
    cause: redactCause(thrown, redact),
  });
}

/** Codes, and failing system calls, that come before the first byte of HTTP. */
const unsent = [
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/,
  /^(getaddrinfo|connect)$/,
  // The server's certificate was refused.
  /^(CERT_|UNABLE_TO_|INVALID_(CA|PURPOSE)$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_ALTNAME_INVALID$)/,
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
  // The TLS handshake failed.
  /^ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL)$/,
  /^ERR_SSL_TLSV1_(UNRECOGNIZED_NAME|ALERT_PROTOCOL_VERSION)$/,
  // As OpenSSL 3.0 and, from Node.js 22 on, 3.5 spell it.
  /^ERR_SSL_(SSLV3|SSL\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
];

/** Failures without a code, or with an ambiguous one, recognized by their message. */
const unsentWords = [
  // Node.js: the socket closed during the TLS handshake.
  'before secure TLS connection was established',
  // undici: the proxy refused the tunnel.
  '!== 200 when HTTP Tunneling',
  // undici: `fetch` itself refuses some ports.
  'bad port',
  // Deno: the connection could not be made.
  'client error (Connect)',
];

/** Codes of a connection that broke while it was in use, whatever caused it. */
const broken = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

/**
 * True if the request was certainly not sent. Only what is known to precede the first byte counts;
 * anything else may have been sent. Errors are told apart by their shape, since `instanceof` fails
 * for those of another realm (Jest, vm contexts, mocks). `depth` ends circular chains of causes.
 */
export function wasNotSent(thrown: unknown, depth = 8): boolean {
  if (thrown === undefined || depth === 0) return false;
  // Happy eyeballs (RFC 8305): one error for each address that was tried.
  const errors = propertyIn(thrown, 'errors');
  if (Array.isArray(errors) && errors.length > 0)
    return errors.every((error) => wasNotSent(error, depth - 1));
  const code = textIn(thrown, 'code') ?? '';
  const facts = [code, textIn(thrown, 'syscall') ?? ''];
  if (facts.some((text) => unsent.some((pattern) => pattern.test(text)))) return true;
  const message = textIn(thrown, 'message') ?? '';
  if (unsentWords.some((words) => message.includes(words))) return true;
  // The cause may be of a later connection, if the injected `fetch` repeats requests itself.
  if (broken.test(code)) return false;
  return wasNotSent(propertyIn(thrown, 'cause'), depth - 1);
}

function deepestCode(thrown: unknown, depth = 8): string {
  if (thrown === undefined || depth === 0) return '';
  return deepestCode(propertyIn(thrown, 'cause'), depth - 1) || (textIn(thrown, 'code') ?? '');
}
