import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nextStep } from '../../../src/errors.js';
import { ApiError } from '../../../src/index.js';
import { ada, clientFor, failure, invite, key } from '../../support/calls.js';
import { listen, refusingAddress, serve } from '../../support/server.js';

const inviteJson = JSON.stringify(invite);

describe('an answer other than success', () => {
  const rows: [number, Record<string, string>, 'not-invited' | 'unknown'][] = [
    [400, {}, 'not-invited'],
    [401, {}, 'not-invited'],
    [403, {}, 'not-invited'],
    [404, {}, 'not-invited'],
    [408, {}, 'unknown'],
    [409, {}, 'not-invited'],
    [422, {}, 'not-invited'],
    [429, {}, 'not-invited'],
    [429, { 'retry-after': '1' }, 'not-invited'],
    [500, {}, 'unknown'],
    [500, { 'retry-after': '1' }, 'unknown'],
    [502, {}, 'unknown'],
    [503, {}, 'unknown'],
    [503, { 'retry-after': '1' }, 'unknown'],
    [504, {}, 'unknown'],
    [599, {}, 'unknown'],
    [300, {}, 'unknown'],
    [304, {}, 'unknown'],
  ];
  test.each(rows)('%i %j means %s', async (status, headers, outcome) => {
    const { url, seen } = await serve((response) =>
      response.writeHead(status, { ...headers, 'x-request-id': 'req_1' }).end(),
    );
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'api', outcome, status, requestId: 'req_1' });
    expect(error.message).toContain(outcome === 'unknown' ? 'pending invites' : 'No invite');
    expect(seen).toHaveLength(1);
  });

  const said = (message: string): string => JSON.stringify({ error: { message } });
  test.each([
    [500, '', `The server answered 500. ${nextStep.unknown}`],
    [302, '', `The server answered 302, a redirect, which is never followed. ${nextStep.unknown}`],
    [
      400,
      said('Bad role.'),
      `The server answered 400. The server says: Bad role. No invite went out.`,
    ],
    [
      409,
      said('taken'),
      'The server answered 409. The server says: taken. The address may be invited, or a member, already. No invite went out.',
    ],
  ])('%i with the body %j has one plain message', async (status, body, message) => {
    const { url } = await serve((response) => response.writeHead(status).end(body));
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error.message).toBe(message);
  });

  test('401 and 403 say that an admin key is wanted', async () => {
    for (const status of [401, 403]) {
      const { url } = await serve((response) => response.writeHead(status).end());
      const error = await failure(clientFor(url).inviteUser(ada));
      expect(error.message).toContain('admin key');
    }
  });
});

describe('a redirect', () => {
  const rows = [301, 302, 303, 307, 308].flatMap((status) => [
    [status, 'the same origin'] as const,
    [status, 'another origin'] as const,
  ]);
  test.each(rows)('%i to %s is never followed', async (status, target) => {
    const other = await serve((response) => response.end(inviteJson));
    const { url, seen } = await serve((response) => {
      const location = target === 'another origin' ? other.url : '/v1/elsewhere';
      response.writeHead(status, { location }).end();
    });
    const error = await failure(clientFor(url).inviteUser(ada));
    const outcome = status >= 307 ? 'not-invited' : 'unknown';
    expect(error).toMatchObject({ code: 'api', outcome, status });
    expect(seen).toHaveLength(1);
    expect(other.seen).toHaveLength(0);
  });
});

describe('a connection that was never made', () => {
  test('refused', async () => {
    const error = await failure(clientFor(`http://${await refusingAddress()}`).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('a server that does not speak TLS', async () => {
    const address = await listen(
      createTcpServer((socket) =>
        socket.on('error', () => undefined).end('HTTP/1.1 400 Bad\r\n\r\n'),
      ),
    );
    const error = await failure(clientFor(`https://${address}`).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
  });

  test('a TLS handshake that fails', async () => {
    const server = createTlsServer({}).on('tlsClientError', () => undefined);
    const error = await failure(clientFor(`https://${await listen(server)}`).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
  });

  test('a socket that closes during the TLS handshake', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.destroy());
    });
    const error = await failure(clientFor(`https://${await listen(server)}`).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
  });
});

describe('a connection that broke', () => {
  test('after the request was read', async () => {
    const { url, seen } = await serve((response) => response.socket?.destroy());
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
    expect(error.message).toContain('pending invites');
    expect(seen).toHaveLength(1);
  });

  test('half-way through the headers of the answer', async () => {
    const { url, seen } = await serve((response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\ncontent-ty');
    });
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  test('on a kept-alive socket that the server closed while it was idle', async () => {
    let answered = 0;
    const { url, seen } = await serve((response) => {
      if (answered++ === 0) response.setHeader('keep-alive', 'timeout=60').end(inviteJson);
      else response.socket?.destroy();
    });
    const client = clientFor(url);
    await client.inviteUser(ada);
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
    expect(seen).toHaveLength(2);
  });

  test('answers that are no HTTP leave the outcome unknown', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end('hello\r\n\r\n'));
    });
    const error = await failure(clientFor(`http://${await listen(server)}`).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
  });
});

describe('time and abort', () => {
  test('a server that never answers ends in a TimeoutError', async () => {
    const { url, seen } = await serve(() => undefined);
    const error = await failure(clientFor(url).inviteUser(ada, { timeout: 300 }));
    expect(error).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  test('the time covers the reading of the body', async () => {
    const { url } = await serve((response) => response.write(inviteJson.slice(0, 20)));
    const error = await failure(clientFor(url, { timeout: 300 }).inviteUser(ada));
    expect(error).toMatchObject({ code: 'timeout', outcome: 'unknown' });
  });

  test.each([
    [500, 'unknown'],
    [400, 'not-invited'],
  ])(
    'an error page that never ends does not outlast the time, nor hide a %i',
    async (status, outcome) => {
      const { url } = await serve((response) => response.writeHead(status).write('…'));
      const error = await failure(clientFor(url, { timeout: 300 }).inviteUser(ada));
      expect(error).toMatchObject({ code: 'api', outcome, status });
    },
  );

  test('a fetch that ignores its signal does not hold the call', async () => {
    const never: typeof fetch = () => new Promise(() => undefined);
    const error = await failure(
      clientFor('https://api.example', { fetch: never, timeout: 10 }).inviteUser(ada),
    );
    expect(error.code).toBe('timeout');
  });

  test('a signal that aborted before the call sends nothing', async () => {
    const { url, seen } = await serve((response) => response.end(inviteJson));
    const reason = new Error('changed my mind');
    const error = await failure(
      clientFor(url).inviteUser(ada, { signal: AbortSignal.abort(reason) }),
    );
    expect(error).toMatchObject({ code: 'aborted', outcome: 'not-invited' });
    expect(error.cause).toBe(reason);
    expect(seen).toHaveLength(0);
  });

  test.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'a signal that aborts %i microtasks after the call ends it',
    async (turns) => {
      const controller = new AbortController();
      let sent = 0;
      const fetch = (): Promise<never> => {
        sent++;
        return new Promise(() => undefined);
      };
      const client = clientFor('https://api.example', { fetch, timeout: 500 });
      const call = failure(client.inviteUser(ada, { signal: controller.signal }));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      controller.abort();
      const outcome = sent > 0 ? 'unknown' : 'not-invited';
      expect(await call).toMatchObject({ code: 'aborted', outcome });
    },
  );

  test('a signal that aborts in flight leaves the outcome unknown', async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const { url, seen } = await serve(() => {
      controller.abort(reason);
    });
    const error = await failure(clientFor(url).inviteUser(ada, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    expect(error.cause).toBe(reason);
    expect(seen).toHaveLength(1);
  });

  test('a signal that aborts while the body comes leaves the outcome unknown', async () => {
    const controller = new AbortController();
    const { url } = await serve((response, request) => {
      response.write(inviteJson.slice(0, 20));
      void once(request.socket, 'close');
      setImmediate(() => {
        controller.abort();
      });
    });
    const error = await failure(clientFor(url).inviteUser(ada, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'unknown' });
  });
});

describe('the body of an error', () => {
  const rows: [string, string, string | Buffer, object][] = [
    [
      "OpenAI's envelope",
      'application/json',
      JSON.stringify({
        error: { message: 'No such role', type: 'invalid_request_error', param: 'role', code: 'x' },
      }),
      { message: 'No such role', type: 'invalid_request_error', param: 'role', code: 'x' },
    ],
    ['{error: "text"}', 'application/json', '{"error":"text"}', { message: 'text' }],
    ['{message: "text"}', 'application/json', '{"message":"text"}', { message: 'text' }],
    ['plain text', 'text/plain', 'upstream is down', { message: 'upstream is down' }],
    ['HTML', 'text/html', '<html>Bad gateway</html>', {}],
    ['HTML that claims to be JSON', 'application/json', '<html>Bad gateway</html>', {}],
    ['nothing', 'application/json', '', {}],
    ['null', 'application/json', 'null', {}],
    ['a list', 'application/json', '[1]', {}],
    ['an envelope of wrong types', 'application/json', '{"error":{"message":7,"code":[]}}', {}],
    ['an envelope of null', 'application/json', '{"error":null}', {}],
    ['a polluting envelope', 'application/json', '{"error":{"__proto__":{"message":"x"}}}', {}],
    [
      'invalid UTF-8',
      'application/json',
      Buffer.from([0xff, 0xfe, 0xfd]),
      { message: '\ufffd'.repeat(3) },
    ],
  ];
  test.each(rows)('%s', async (_name, type, body, details) => {
    const { url } = await serve((response) =>
      response.writeHead(400, { 'content-type': type }).end(body),
    );
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status: 400, details });
    expect(error).toHaveProperty('details', details);
  });

  test('is read for at most 64 KiB', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { url } = await serve((response) => {
      closed = once(response, 'close');
      response.writeHead(400);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', status: 400 });
    expect(error.message.length).toBeLessThan(1000);
    // The server writes for ever: it is rid of us only because we hung up.
    await closed;
  });

  test('that is cut off half-way does not hide the status', async () => {
    const { url } = await serve((response) => {
      response.writeHead(429, { 'content-length': '100' });
      response.write('{"error":', () => response.socket?.destroy());
    });
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status: 429 });
  });

  test('may echo the key without it reaching the error', async () => {
    const { url } = await serve((response) =>
      response
        .writeHead(401, { 'x-echo': key })
        .end(JSON.stringify({ error: { message: `Incorrect API key: ${key}.`, code: key } })),
    );
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error.message).toContain('Incorrect API key: [redacted].');
    expect(error.headers?.get('x-echo')).toBe('[redacted]');
  });
});

describe('success', () => {
  test.each([
    ['200', 200, 'application/json'],
    ['a wrong content type', 200, 'text/html'],
  ])('%s returns the invite', async (_name, status, type) => {
    const { url, seen } = await serve((response) =>
      response.writeHead(status, { 'content-type': type }).end(inviteJson),
    );
    await expect(clientFor(url).inviteUser(ada)).resolves.toEqual(invite);
    expect(seen).toMatchObject([
      { method: 'POST', path: '/v1/organization/invites', body: JSON.stringify(ada) },
    ]);
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
    });
  });

  test('compressed answers are read', async () => {
    const { url } = await serve((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(inviteJson)),
    );
    await expect(clientFor(url).inviteUser(ada)).resolves.toEqual(invite);
  });
});

describe('a 2xx that holds no invite', () => {
  const notJson = 'with a body that is not JSON. It';
  const noInvite = 'with JSON that is no invite.\n';
  const rows: [string, number, string, string][] = [
    ['204', 204, '', 'with an empty body. It'],
    ['an empty body', 200, '', 'with an empty body. It'],
    ['a sign-in page', 200, '<html>Sign in</html>', notJson],
    ['JSON null', 200, 'null', `${noInvite}  (the whole body): expected object, got null\n`],
    ['a list', 200, '[]', `${noInvite}  (the whole body): expected object, got array\n`],
    [
      'an object without id',
      200,
      '{"object":"organization.invite"}',
      `${noInvite}  /id: expected a value, got nothing\n`,
    ],
    [
      'another object',
      200,
      JSON.stringify({ ...invite, object: 'list' }),
      `${noInvite}  /object: expected one of ["organization.invite"], got another string\n`,
    ],
    [
      'an id of a wrong type',
      200,
      JSON.stringify({ ...invite, id: 7 }),
      `${noInvite}  /id: expected string, got number\n`,
    ],
    [
      'a message of the server',
      200,
      '{"error":{"message":"no seats left"}}',
      'with JSON that is no invite. The server says: no seats left.\n',
    ],
    [
      'more than 1 MiB',
      200,
      `"${'x'.repeat(1024 * 1024)}"`,
      'with a body of more than 1048576 bytes. It',
    ],
    ['a torn JSON', 200, inviteJson.slice(0, -5), notJson],
  ];
  test.each(rows)('%s leaves the outcome unknown', async (_name, status, body, says) => {
    const { url, seen } = await serve((response) => response.writeHead(status).end(body));
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'drift', outcome: 'unknown', status });
    expect(error.message).toContain(`The server answered ${status} ${says}`);
    expect(error.message).not.toContain('ada@example.com');
    expect(error.cause).toBeUndefined();
    expect(seen).toHaveLength(1);
  });

  test('a body that is cut off leaves the outcome unknown', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write(inviteJson, () => response.socket?.destroy());
    });
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'drift', outcome: 'unknown' });
    expect(error.message).toContain('cut off');
    expect(error.cause).toBeInstanceOf(Error);
  });
});
