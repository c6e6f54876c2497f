import { describe, expect, test, vi } from 'vitest';
import { ConnectionError, createClient, InvalidRequestError } from '../../../src/index.js';
import { ada, clientFor, failure, invite, key } from '../../support/calls.js';
import { refusingAddress } from '../../support/server.js';
import { serve } from '../../support/server.js';

/** What a lookup, a log server or a database of the middleware's own may fail with. */
class LogServerError extends Error {
  override readonly cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
}

const inviting = () => serve((response) => response.end(JSON.stringify(invite)));

describe('middleware that throws', () => {
  test('after the invite was made: one request, unknown, and its own error as the cause', async () => {
    const { url, seen } = await inviting();
    const closed = `http://${await refusingAddress()}`;
    const client = clientFor(url, { maxRetries: 2 });
    client.api.use({
      onResponse: async () => {
        await fetch(closed);
      },
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'unknown' });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(seen).toHaveLength(1);
  });

  test('before the request: nothing is sent, and the class of its error is kept', async () => {
    const { url, seen } = await inviting();
    const client = clientFor(url, { maxRetries: 2 });
    const thrown = new LogServerError('no token');
    client.api.use({ onRequest: () => Promise.reject(thrown) });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'not-invited' });
    expect(error.cause).toBe(thrown);
    expect(seen).toHaveLength(0);
  });

  test('after the answer: the rest of the answer is not downloaded', async () => {
    let signal: AbortSignal | null | undefined;
    const client = clientFor('https://api.example', {
      fetch: (_url, init) => {
        ({ signal } = init);
        return Promise.resolve(Response.json(invite));
      },
    });
    client.api.use({ onResponse: () => Promise.reject(new LogServerError('down')) });
    await failure(client.inviteUser(ada));
    expect(signal?.aborted).toBe(true);
  });

  test("an error of this package's own from another call is no proof either", async () => {
    const { url, seen } = await inviting();
    const other = clientFor(`http://${await refusingAddress()}`);
    const client = clientFor(url, { maxRetries: 2 });
    client.api.use({
      onResponse: async () => {
        await other.inviteUser(ada);
      },
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'unknown' });
    expect(error.cause).toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(1);
  });

  test('in onError, after a connection broke: unknown, and never retried', async () => {
    const { url, seen } = await serve((response) => response.socket?.destroy());
    const client = clientFor(url, { maxRetries: 2 });
    client.api.use({ onError: () => Promise.reject(new LogServerError('down')) });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  test('onError that only looks leaves the connection error as it is', async () => {
    const client = clientFor(`http://${await refusingAddress()}`);
    client.api.use({ onError: () => undefined });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
  });
});

describe('middleware and the time', () => {
  test('a time-out before fetch is called means not invited, and fetch is never called', async () => {
    let release = (): void => undefined;
    let calls = 0;
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      timeout: 10,
      fetch: () => {
        calls++;
        return Promise.resolve(Response.json(invite));
      },
    });
    client.api.use({
      onRequest: () =>
        new Promise<undefined>(
          (done) =>
            (release = () => {
              done(undefined);
            }),
        ),
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'timeout', outcome: 'not-invited' });
    release();
    await new Promise(setImmediate);
    expect(calls).toBe(0);
  });
});

describe('middleware that replaces the request', () => {
  test.each([
    ['with another role', JSON.stringify({ ...ada, role: 'emperor' }), 'got another string'],
    ['with no JSON', '{', '(the whole body): expected JSON, got another text'],
  ])('%s has its body checked again', async (_name, body, message) => {
    const { url, seen } = await inviting();
    const client = clientFor(url);
    client.api.use({ onRequest: ({ request }) => new Request(request, { body }) });
    const error = await failure(client.inviteUser(ada));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toContain(message);
    expect(seen).toHaveLength(0);
  });

  test('may write the same body in another way', async () => {
    const { url, seen } = await inviting();
    const client = clientFor(url);
    const body = JSON.stringify({ ...ada, email: ada.email.toUpperCase() }, null, 2);
    client.api.use({ onRequest: ({ request }) => new Request(request, { body }) });
    await expect(client.inviteUser(ada)).resolves.toEqual(invite);
    expect(seen.map((request) => request.body)).toEqual([body]);
  });

  test('cannot replace the address', async () => {
    const { url, seen } = await inviting();
    const client = clientFor(url);
    client.api.use({
      onRequest: ({ request }) =>
        new Request(request, { body: JSON.stringify({ ...ada, email: 'eve@example.com' }) }),
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'not-invited' });
    expect(error.message).not.toContain('@');
    expect(seen).toHaveLength(0);
  });

  test('may add headers and a query; fetch is called with a string and plain options', async () => {
    const calls: unknown[][] = [];
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example/v1',
      fetch: (...args) => {
        calls.push(args);
        return Promise.resolve(Response.json(invite));
      },
    });
    await client.inviteUser(ada);
    client.api.use({
      onRequest: ({ request }) => {
        const changed = new Request(`${request.url}?trace=1`, request);
        changed.headers.set('x-trace', '1');
        return changed;
      },
    });
    await client.inviteUser(ada);
    for (const [url, init] of calls) {
      expect(typeof url).toBe('string');
      expect(init).toMatchObject({
        method: 'POST',
        redirect: 'manual',
        cache: 'no-store',
        body: JSON.stringify(ada),
      });
    }
    expect(calls.map(([url]) => url)).toEqual([
      'https://api.example/v1/organization/invites',
      'https://api.example/v1/organization/invites?trace=1',
    ]);
  });

  test('cannot set a header of the connection', async () => {
    const { url, seen } = await inviting();
    const client = clientFor(url);
    client.api.use({
      onRequest: ({ request }) => {
        request.headers.set('expect', '100-continue');
      },
    });
    expect(await failure(client.inviteUser(ada))).toMatchObject({
      code: 'configuration',
      outcome: 'not-invited',
    });
    expect(seen).toHaveLength(0);
  });
});

describe('middleware that reads a body without clone()', () => {
  test('of a success leaves the outcome unknown, and says why', async () => {
    const { url } = await inviting();
    const client = clientFor(url);
    client.api.use({
      onResponse: async ({ response }) => {
        await response.text();
      },
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'middleware', outcome: 'unknown', status: 200 });
    expect(error.message).toContain('response.clone()');
  });

  test('of an error does not hide the status', async () => {
    const { url } = await serve((response) => response.writeHead(400).end('{}'));
    const client = clientFor(url);
    client.api.use({
      onResponse: async ({ response }) => {
        await response.text();
      },
    });
    expect(await failure(client.inviteUser(ada))).toMatchObject({
      code: 'api',
      outcome: 'not-invited',
      status: 400,
    });
  });
});

describe.each<[string, 'fetch' | 'onResponse', boolean]>([
  ['fetch', 'fetch', false],
  ['fetch, with middleware', 'fetch', true],
  ['middleware', 'onResponse', true],
])('an error response that is frozen by %s', (_name, where, hasMiddleware) => {
  test('keeps its status and message', async () => {
    const freeze = (response: Response, here: typeof where): Response =>
      here === where ? Object.freeze(response) : response;
    const fetch = (): Promise<Response> => {
      const body = { error: { message: 'wrong key' } };
      return Promise.resolve(freeze(Response.json(body, { status: 401 }), 'fetch'));
    };
    const client = clientFor('https://api.example', { fetch });
    const seen: boolean[] = [];
    if (hasMiddleware)
      client.api.use({
        onResponse: async ({ response }) => {
          seen.push((await response.clone().text()).includes('wrong key'));
          return freeze(response, 'onResponse');
        },
      });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status: 401 });
    expect(error.message).toContain('wrong key.');
    expect(seen).toEqual(hasMiddleware ? [true] : []);
  });
});

describe('middleware that makes the response anew', () => {
  const copying = (url: string) => {
    const client = clientFor(url);
    client.api.use({
      onResponse: ({ response: { body, status, headers } }) =>
        new Response(body, { status, headers }),
    });
    return client;
  };

  test('does not let a torn error page hide the status', async () => {
    const { url } = await serve((response) => {
      response.writeHead(400, { 'content-length': 100 });
      response.write('{"error"', () => response.socket?.destroy());
    });
    const error = await failure(copying(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status: 400 });
  });

  test('does not let an endless error page be read without bounds', async () => {
    let written = 0;
    const page = Buffer.alloc(64 * 1024, 'x');
    const { url } = await serve((response) => {
      response.writeHead(500);
      const write = (): void => {
        for (let isFree = true; isFree && written < 64 * 1024 * 1024; written += page.length)
          isFree = response.write(page);
        if (written >= 64 * 1024 * 1024) response.end();
      };
      response.on('drain', write);
      write();
    });
    const error = await failure(copying(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'unknown', status: 500 });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('middleware that makes a refusal of something else', () => {
  test.each([200, 500, 408, 302])(
    'after %i proves nothing: one request, unknown',
    async (status) => {
      const { url, seen } = await serve((response) =>
        response.writeHead(status).end(JSON.stringify(invite)),
      );
      const client = clientFor(url, { maxRetries: 2 });
      client.api.use({
        onResponse: () => new Response(null, { status: 429, headers: { 'retry-after': '0' } }),
      });
      const error = await failure(client.inviteUser(ada));
      expect(error).toMatchObject({ code: 'api', outcome: 'unknown', status: 429 });
      expect(seen).toHaveLength(1);
    },
  );

  test('after a connection broke proves nothing either', async () => {
    const { url, seen } = await serve((response) => response.socket?.destroy());
    const client = clientFor(url, { maxRetries: 2 });
    client.api.use({ onError: () => new Response(null, { status: 400 }) });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'unknown', status: 400 });
    expect(seen).toHaveLength(1);
  });

  test('after a refusal, or without a request, is believed', async () => {
    const { url } = await serve((response) => response.writeHead(422).end());
    const client = clientFor(url);
    client.api.use({ onResponse: () => new Response(null, { status: 400 }) });
    const refused = await failure(client.inviteUser(ada));
    expect(refused).toMatchObject({ code: 'api', outcome: 'not-invited', status: 400 });
    const nobody = clientFor(`http://${await refusingAddress()}`);
    nobody.api.use({ onError: () => new Response(null, { status: 400 }) });
    const unsent = await failure(nobody.inviteUser(ada));
    expect(unsent).toMatchObject({ code: 'api', outcome: 'not-invited', status: 400 });
  });
});

describe('middleware that sends the request again by itself', () => {
  const refusedConnection = Object.assign(new TypeError('fetch failed'), {
    cause: { code: 'ECONNREFUSED' },
  });
  const lostConnection = Object.assign(new TypeError('fetch failed'), {
    cause: { code: 'ECONNRESET' },
  });

  /** A client whose `fetch` gives one of these for each request, and the number of requests. */
  function answering(...answers: readonly (number | Error)[]) {
    const left = [...answers];
    const sent = { count: 0 };
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      maxRetries: 2,
      fetch: () => {
        sent.count++;
        const answer = left.shift() ?? 200;
        return typeof answer === 'number'
          ? Promise.resolve(Response.json(invite, { status: answer }))
          : Promise.reject(answer);
      },
    });
    let copy: Request | undefined;
    const resend = async (fetch: (request: Request) => Promise<Response>) => {
      const request = copy;
      copy = undefined;
      return request && fetch(request);
    };
    client.api.use({
      onRequest: ({ request }) => {
        copy = request.clone();
      },
      onResponse: ({ options }) => resend(options.fetch),
      onError: ({ options }) => resend(options.fetch),
    });
    return { client, sent };
  }

  test.each<['unknown' | 'not-invited', string, readonly [number | Error, number | Error]]>([
    ['unknown', 'a 500, then a refused connection', [500, refusedConnection]],
    ['unknown', 'a 500, then a 429', [500, 429]],
    ['unknown', 'a 503, then a 400', [503, 400]],
    ['unknown', 'a lost connection, then a refused one', [lostConnection, refusedConnection]],
    ['unknown', 'a lost connection, then a 409', [lostConnection, 409]],
    ['not-invited', 'two refusals', [401, 403]],
    ['not-invited', 'a refused connection, then a refusal', [refusedConnection, 403]],
  ])('%s, and not sent a third time: %s', async (outcome, _name, answers) => {
    const { client, sent } = answering(...answers);
    const error = await failure(client.inviteUser(ada));
    expect(error.outcome).toBe(outcome);
    expect(sent.count).toBe(2);
  });

  test('a request whose answer nobody waits for leaves the outcome of a refusal unknown', async () => {
    let requests = 0;
    const client = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: (_url, { headers }) => {
        requests++;
        return new Headers(headers).has('x-copy')
          ? new Promise(() => undefined)
          : Promise.resolve(new Response(null, { status: 429 }));
      },
    });
    client.api.use({
      onRequest: async ({ request, options }) => {
        const copy = request.clone();
        copy.headers.set('x-copy', 'yes');
        void options.fetch(copy);
        await vi.waitFor(() => {
          expect(requests).toBe(1);
        });
      },
    });
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ outcome: 'unknown', status: 429 });
    expect(requests).toBe(2);
  });
});
