import { describe, expect, test } from 'vitest';
import { wasNotSent } from '../../../src/outcome/network-error.js';

/** An error as `fetch` wraps it. */
function fetchFailed(facts: object, message = ''): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), facts) });
}

describe('certainly never sent', () => {
  test.each([
    ['name not found', fetchFailed({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
    ['name server silent', fetchFailed({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
    ['name lookup out of memory', fetchFailed({ code: 'EAI_MEMORY', syscall: 'getaddrinfo' })],
    ['refused', fetchFailed({ code: 'ECONNREFUSED', syscall: 'connect' })],
    ['no route to connect', fetchFailed({ code: 'EHOSTUNREACH', syscall: 'connect' })],
    ['reset while connecting', fetchFailed({ code: 'ECONNRESET', syscall: 'connect' })],
    ['time-out while connecting', fetchFailed({ code: 'ETIMEDOUT', syscall: 'connect' })],
    ["undici's own time-out while connecting", fetchFailed({ code: 'UND_ERR_CONNECT_TIMEOUT' })],
    ['expired certificate', fetchFailed({ code: 'CERT_HAS_EXPIRED' })],
    ['self-signed certificate', fetchFailed({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
    ['certificate of another host', fetchFailed({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['unknown issuer', fetchFailed({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
    ['handshake refused', fetchFailed({ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' })],
    [
      'handshake refused, OpenSSL 3.5',
      fetchFailed({ code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE' }),
    ],
    [
      'tunnel refused by a proxy',
      fetchFailed({ code: 'UND_ERR_ABORTED' }, 'Proxy response (407) !== 200 when HTTP Tunneling'),
    ],
    ['a port that fetch refuses', fetchFailed({}, 'bad port')],
    [
      'refused, on Deno',
      fetchFailed(
        {},
        'error sending request for url (http://127.0.0.1:9/v1): client error (Connect): tcp connect error: Connection refused (os error 111)',
      ),
    ],
    ['refused, on Bun', Object.assign(new TypeError(), { code: 'ECONNREFUSED' })],
    [
      'every address refused',
      new TypeError('fetch failed', {
        cause: new AggregateError([
          Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }),
          Object.assign(new Error(), { code: 'ENETUNREACH', syscall: 'connect' }),
        ]),
      }),
    ],
  ])('%s', (_name, error) => {
    expect(wasNotSent(error)).toBe(true);
  });
});

describe('perhaps sent', () => {
  test.each([
    ['reset', fetchFailed({ code: 'ECONNRESET', syscall: 'read' })],
    ['reset without a system call', fetchFailed({ code: 'ECONNRESET' })],
    ['broken pipe', fetchFailed({ code: 'EPIPE', syscall: 'write' })],
    ['route lost on the way', fetchFailed({ code: 'EHOSTUNREACH', syscall: 'read' })],
    ['socket closed by the other side', fetchFailed({ code: 'UND_ERR_SOCKET' })],
    ['time-out of the headers', fetchFailed({ code: 'UND_ERR_HEADERS_TIMEOUT' })],
    ['time-out of the body', fetchFailed({ code: 'UND_ERR_BODY_TIMEOUT' })],
    [
      'TLS alert after the handshake',
      fetchFailed({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
    ],
    [
      'one of several addresses broke later',
      new AggregateError([
        Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }),
        Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' }),
      ]),
    ],
    ['cancelled', fetchFailed({ code: 'UND_ERR_ABORTED' })],
    [
      'broken, on Deno',
      fetchFailed({}, 'client error (SendRequest): connection closed before message completed'),
    ],
    [
      'reset, and refused when a fetch that repeats by itself tried again',
      Object.assign(new Error('gave up', { cause: fetchFailed({ code: 'ECONNREFUSED' }) }), {
        code: 'ECONNRESET',
      }),
    ],
    [
      'closed by the other side, with the refusal of a second connection as its cause',
      fetchFailed({ code: 'UND_ERR_SOCKET', cause: fetchFailed({ code: 'ECONNREFUSED' }) }),
    ],
    ['an empty aggregate', new AggregateError([])],
    ['a text that only quotes a code', new Error('ECONNREFUSED')],
    ['no error at all', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('%s', (_name, error) => {
    expect(wasNotSent(error)).toBe(false);
  });
});
