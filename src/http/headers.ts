import { ConfigurationError } from '../errors.js';

/** Belong to the connection (RFC 9110, section 7.6.1) or are computed; `fetch` refuses them. */
const ofConnection = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * A copy of headers that can be sent.
 *
 * @throws {@link ConfigurationError} where one of them cannot.
 */
export function checkHeaders(headers: HeadersInit | undefined): Headers {
  let checked: Headers;
  try {
    checked = new Headers(headers);
  } catch {
    // The reason would hold the header's value.
    throw new ConfigurationError('`headers` has a name or value that HTTP does not allow.');
  }
  const refused = ofConnection.find((name) => checked.has(name));
  if (refused !== undefined)
    throw new ConfigurationError(
      `The header \`${refused}\` is set by the connection itself; remove it.`,
    );
  return checked;
}
