import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import {
  ConfigurationError,
  createClient,
  type CallOptions,
  type ClientOptions,
} from '../../../src/index.js';
import { operation } from '../../../src/operation.js';
import { ada, clientFor, expectNoKey, failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';
import { serve } from '../../support/server.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function refusal(options: ClientOptions): string {
  try {
    createClient(options);
  } catch (error) {
    expectNoKey(error);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: 'configuration', outcome: 'not-invited' });
    return String(error);
  }
  throw new Error('the client started');
}

/** The URL and key that a call goes out with. */
async function sentBy(options: ClientOptions): Promise<string> {
  let sent = '';
  const client = createClient({
    ...options,
    fetch: (input, init) => {
      const request = new Request(input, init);
      sent = `${request.url} ${request.headers.get('authorization') ?? ''}`;
      return Promise.resolve(Response.json(invite));
    },
  });
  await client.inviteUser(ada);
  return sent;
}

describe('the base URL', () => {
  test.each([
    'https://api.example/v1',
    'http://localhost:8080/v1/',
    'http://127.0.0.1:1',
    'http://127.9.9.9',
    'http://[::1]:8080',
    'http://0x7f.1/',
  ])('%s is accepted', (baseUrl) => {
    expect(() => clientFor(baseUrl)).not.toThrow();
  });

  test.each([
    ['http://api.example/v1', 'https:'],
    ['http://localhost.example.com', 'https:'],
    ['http://127.0.0.1.example.com', 'https:'],
    ['http://10.0.0.1', 'https:'],
    ['ftp://localhost', 'https:'],
    ['https://user@api.example', 'user name'],
    ['https://user:word@api.example', 'user name'],
    ['https://api.example/?a=1', 'query'],
    ['https://api.example/?', 'query'],
    ['https://api.example/#a', 'fragment'],
    ['/v1', 'absolute'],
    ['api.example', 'absolute'],
    ['', 'absolute'],
  ])('%j is refused', (baseUrl, why) => {
    expect(refusal({ apiKey: key, baseUrl })).toContain(why);
  });

  test('comes from the option, else the environment, else the OpenAPI document', async () => {
    vi.stubEnv('OPENAI_BASE_URL', '');
    const { server, path } = operation;
    expect(await sentBy({ apiKey: key })).toBe(`${server}${path} Bearer ${key}`);
    vi.stubEnv('OPENAI_BASE_URL', 'https://proxy.example/api');
    expect(await sentBy({ apiKey: key })).toBe(`https://proxy.example/api${path} Bearer ${key}`);
    expect(await sentBy({ apiKey: key, baseUrl: 'https://b.example/' })).toContain(
      `https://b.example${path} `,
    );
  });
});

describe('the key', () => {
  test.each(['\n', '\r\n', ' ', '\u0000', 'é', '\u007f', '\u2028'])(
    'with %j in it is refused without being shown',
    (character) => {
      expect(refusal({ apiKey: key + character })).not.toContain(key);
      expect(refusal({ apiKey: character + key })).not.toContain(key);
    },
  );

  test('comes from OPENAI_ADMIN_KEY, and from no other variable', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-proj-other');
    for (const missing of ['', undefined]) {
      vi.stubEnv('OPENAI_ADMIN_KEY', missing);
      expect(refusal({})).toContain('No admin key: set OPENAI_ADMIN_KEY');
    }
    vi.stubEnv('OPENAI_ADMIN_KEY', key);
    expect(await sentBy({})).toContain(`Bearer ${key}`);
  });

  test('does not show in an inspection of the client', () => {
    expect(inspect(clientFor('https://api.example'), { depth: 9, showHidden: true })).not.toContain(
      key,
    );
  });

  test('is not seen by middleware', async () => {
    const { url, seen } = await serve((response) => response.end(JSON.stringify(invite)));
    const client = clientFor(url);
    const headers: string[] = [];
    client.api.use({
      onRequest({ request }) {
        headers.push(...request.headers.values());
        request.headers.set('x-trace', '1');
      },
    });
    await client.inviteUser(ada);
    expect(headers).toContain('application/json');
    expect(headers.join()).not.toContain(key);
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'x-trace': '1' });
  });

  test('middleware that is ejected sees nothing more, whoever sends', async () => {
    const { url } = await serve((response) => response.end(JSON.stringify(invite)));
    const client = clientFor(url);
    let seen = 0;
    const counting = { onRequest: () => void seen++ };
    client.api.use(counting);
    await client.inviteUser(ada);
    await client.api.POST('/organization/invites', { body: ada });
    client.api.eject(counting);
    await client.inviteUser(ada);
    await client.api.POST('/organization/invites', { body: ada });
    expect(seen).toBe(2);
  });

  test('middleware of a single call sees a whole request', async () => {
    const { url } = await serve((response) => response.end(JSON.stringify(invite)));
    let copied = '';
    const onRequest = async ({ request }: { request: Request }): Promise<void> => {
      copied = await request.clone().text();
    };
    const options = { body: ada, middleware: [{ onRequest }] };
    await clientFor(url).api.POST('/organization/invites', options);
    expect(JSON.parse(copied)).toEqual(ada);
  });

  test.each([
    ['in its message', (): unknown => new TypeError(`bad header ${key}`)],
    ['in its stack and name', (): unknown => Object.assign(new Error(), { name: key, stack: key })],
    ['in a property', (): unknown => Object.assign(new Error('x'), { request: { token: key } })],
    ['in a nested cause', (): unknown => new Error('a', { cause: new Error(key, { cause: key }) })],
    ['in an aggregate', (): unknown => new AggregateError([new Error(key)], key)],
    ['as a bare string', (): unknown => `failed with ${key}`],
    ['as an object', (): unknown => ({ token: key })],
    [
      'in a circular cause',
      (): unknown => {
        const error = new Error(key);
        error.cause = error;
        return error;
      },
    ],
  ])('is taken out of what fetch throws: %s', async (_name, thrown) => {
    const fetch = (): Promise<Response> => {
      throw thrown();
    };
    const error = await failure(clientFor('https://api.example', { fetch }).inviteUser(ada));
    expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
  });
});

describe('a browser', () => {
  test('is refused unless the danger is accepted', () => {
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', {});
    expect(refusal({ apiKey: key })).toContain('dangerouslyAllowBrowser');
    expect(() => createClient({ apiKey: key, dangerouslyAllowBrowser: true })).not.toThrow();
  });
});

describe('timeout and headers', () => {
  test.each([0, -1, NaN, Infinity, 2 ** 31])('a timeout of %d is refused', async (timeout) => {
    expect(refusal({ apiKey: key, timeout })).toContain('timeout');
    const error = await failure(clientFor('https://api.example').inviteUser(ada, { timeout }));
    expect(error.code).toBe('configuration');
  });

  test('headers of a call are sent', async () => {
    const { url, seen } = await serve((response) => response.end(JSON.stringify(invite)));
    await clientFor(url).inviteUser(ada, { headers: { 'X-Trace': '1' } });
    expect(seen[0]?.headers).toMatchObject({ 'x-trace': '1' });
  });

  test.each([{ Authorization: 'Bearer x' }, { 'a b': 'x' }, { a: `${key}\n0` }])(
    'headers %# that cannot be sent are refused',
    async (headers) => {
      const call = clientFor('https://api.example').inviteUser(ada, { headers });
      expect(await failure(call)).toMatchObject({
        code: 'configuration',
        outcome: 'not-invited',
      });
    },
  );
});

describe('retries', () => {
  const refused = (): Promise<Response> =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' }));
  const throttled = (): Promise<Response> =>
    Promise.resolve(new Response(null, { status: 429, headers: { 'retry-after': '10' } }));

  /** The number of requests of one call. */
  async function sentIn(
    answer: () => Promise<Response>,
    options: ClientOptions,
    ofCall?: CallOptions,
  ): Promise<number> {
    let sent = 0;
    const fetch = (): Promise<Response> => {
      sent++;
      return answer();
    };
    const baseUrl = 'https://api.example';
    const client = createClientWith(jumpingClock(), { apiKey: key, baseUrl, fetch, ...options });
    await failure(client.inviteUser(ada, ofCall));
    return sent;
  }

  test('are two, or as many as the client or the call says', async () => {
    expect(await sentIn(refused, {})).toBe(3);
    expect(await sentIn(refused, { maxRetries: 1 })).toBe(2);
    expect(await sentIn(refused, { maxRetries: 1 }, { maxRetries: 4 })).toBe(5);
    expect(await sentIn(refused, { maxRetries: 1 }, { maxRetries: 0 })).toBe(1);
  });

  test('are not made where the server asks for a longer wait than the client allows', async () => {
    expect(await sentIn(throttled, { maxRetryDelay: 9_999 })).toBe(1);
    expect(await sentIn(throttled, { maxRetryDelay: 10_000 })).toBe(3);
  });
});

describe('client.api', () => {
  const path = operation.path;

  test('sends with the same key and base URL', async () => {
    const { url, seen } = await serve((response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(invite)),
    );
    const { data } = await clientFor(url).api.POST(path, { body: ada });
    expect(data).toEqual(invite);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test.each([
    ['an absolute URL', 'https://evil.example/', ''],
    ['a user name', '@evil.example/', ''],
    ['a longer host', '.evil.example/', ''],
    ['a parent folder', '/../admin', '/v1'],
    ['an encoded parent folder', '/%2e%2e/admin', '/v1'],
    ['a sibling folder', 'x/admin', '/v1'],
  ])('never takes the key out of the base URL: %s', async (_name, target, folder) => {
    const sent: string[] = [];
    const { api } = clientFor(`https://api.example${folder}`, {
      fetch: (input, init) => {
        sent.push(new Request(input, init).url);
        return Promise.resolve(Response.json({}));
      },
    });
    const call = api.POST(target as typeof path, { body: ada });
    // Either it is refused, or it stays a path of the base URL.
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined) expectNoKey(error);
    for (const url of sent) expect(url.startsWith(`https://api.example${folder}/`)).toBe(true);
  });

  test('hands over the bytes of a body, and the cache mode of what only reads', async () => {
    const sent: RequestInit[] = [];
    const { api } = clientFor('https://api.example', {
      fetch: (_url, init) => {
        sent.push(init);
        return Promise.resolve(new Response(null));
      },
    });
    const bytes = new Uint8Array([0, 159, 146, 150]);
    const headers = { 'content-type': 'application/octet-stream' };
    await api.POST(path, { body: ada, bodySerializer: () => bytes, headers });
    // Paths that only read are not in the document.
    await api.GET(path as never, { cache: 'force-cache' } as never);
    await api.HEAD(path as never, {} as never);
    const [post, get, head] = sent;
    expect(new Uint8Array(post?.body as ArrayBuffer)).toEqual(bytes);
    expect(post?.cache).toBe('no-store');
    expect(get).toMatchObject({ method: 'GET', body: null, cache: 'force-cache' });
    expect(head).toMatchObject({ method: 'HEAD', body: null });
  });

  test('refuses a base URL of one call, and a redirect it is told to follow', async () => {
    const other = await serve((response) => response.end('{}'));
    const { url, seen } = await serve((response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    const { api } = clientFor(url);
    await expect(api.POST(path, { body: ada, baseUrl: other.url })).rejects.toBeInstanceOf(
      ConfigurationError,
    );
    const { response } = await api.POST(path, { body: ada, redirect: 'follow' });
    expect(response.status).toBe(307);
    expect(seen).toHaveLength(1);
    expect(other.seen).toHaveLength(0);
  });
});
