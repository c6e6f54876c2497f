import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import type { AttemptEvent, ClientOptions } from '../../../src/index.js';
import { ada, failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

function clientWith(fetch: () => Promise<unknown>) {
  const options = { apiKey: key, baseUrl: 'https://api.example', fetch, onDrift: 'throw' };
  return createClientWith(jumpingClock(), options as unknown as ClientOptions);
}

/** The shape of node-fetch's responses: a Node.js stream, and no `getReader`. */
function nodeFetchResponse(status: number, body: Readable) {
  const headers = new Headers({ 'retry-after': '1' });
  return { status, ok: status < 300, headers, body, bodyUsed: false, text: () => read(body) };
}

async function read(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

/** As a stream with an encoding, or one made from texts, gives them. */
function inTexts(text: string): Readable {
  return Readable.from([text.slice(0, 1), text.slice(1)]);
}

const isOk = (status: number): boolean => status >= 200 && status < 300;

/** The shape of React Native's: no body that could be seen. */
function nativeResponse(status: number, text: string) {
  const headers = new Headers({ 'retry-after': '1' });
  return { status, ok: isOk(status), headers, text: () => Promise.resolve(text) };
}

const json = JSON.stringify(invite);

describe.each<[string, (status: number, text: string) => unknown]>([
  ['node-fetch', (status, text) => nodeFetchResponse(status, Readable.from([Buffer.from(text)]))],
  ['node-fetch with a stream of texts', (status, text) => nodeFetchResponse(status, inTexts(text))],
  ['React Native', nativeResponse],
])('a response of %s', (_name, respond) => {
  test('that holds the invite is a success', async () => {
    const client = clientWith(() => Promise.resolve(respond(200, json)));
    await expect(client.inviteUser(ada)).resolves.toEqual(invite);
  });

  test('with 429 is retried, with 401 read', async () => {
    const answers = [respond(429, '{}'), respond(401, '{"error":{"message":"wrong key"}}')];
    const client = clientWith(() => Promise.resolve(answers.shift()));
    const error = await failure(client.inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status: 401 });
    expect(error.message).toContain('wrong key. ');
  });
});

test('a body without a stream that middleware has read is told as such', async () => {
  const response = { ...nativeResponse(200, json), bodyUsed: true };
  const error = await failure(clientWith(() => Promise.resolve(response)).inviteUser(ada));
  expect(error).toMatchObject({ code: 'middleware', outcome: 'unknown' });
  expect(error.message).toContain('middleware read the body');
});

test('an endless body of node-fetch is read within bounds, and its stream ended', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536, 'x');
    })(),
  );
  const client = clientWith(() => Promise.resolve(nodeFetchResponse(200, endless)));
  expect(await failure(client.inviteUser(ada))).toMatchObject({
    code: 'drift',
    outcome: 'unknown',
  });
  expect(endless.destroyed).toBe(true);
});

test('a stream whose reader cannot be cancelled, as mocks make it, is read', async () => {
  const chunks = [Buffer.from(json)];
  const reader = {
    read: () => Promise.resolve({ done: chunks.length === 0, value: chunks.pop() }),
    cancel: () => undefined,
  };
  const body = { getReader: () => reader };
  const client = clientWith(() =>
    Promise.resolve({ ...nativeResponse(200, ''), body, bodyUsed: false }),
  );
  await expect(client.inviteUser(ada)).resolves.toEqual(invite);
});

test('a fetch that resolves with no response leaves the outcome unknown', async () => {
  const client = clientWith(() => Promise.resolve(undefined));
  expect(await failure(client.inviteUser(ada))).toMatchObject({ outcome: 'unknown' });
});

test.each([undefined, null, '', 0, false])(
  'a fetch that rejects with %j is no proof',
  async (thrown) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- as foreign code does
    const client = clientWith(() => Promise.reject(thrown));
    expect(await failure(client.inviteUser(ada))).toMatchObject({
      code: 'connection',
      outcome: 'unknown',
    });
  },
);

describe('an error of another realm', () => {
  const inAnotherRealm = (code: string): unknown => runInNewContext(code);

  test.each<[string, unknown]>([
    ['vm context', inAnotherRealm("Object.assign(new Error('x'), { code: 'ECONNREFUSED' })")],
    [
      'vm context, wrapped',
      inAnotherRealm(
        "new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) })",
      ),
    ],
    ['plain object, as nock makes', { message: 'x', code: 'ECONNREFUSED' }],
    [
      'vm context, every address refused',
      inAnotherRealm(
        "new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })])",
      ),
    ],
  ])('%s: a refused connection is retried', async (_name, thrown) => {
    let calls = 0;
    const client = clientWith(() => {
      calls++;
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- as mocks do
      return calls === 1 ? Promise.reject(thrown) : Promise.resolve(Response.json(invite));
    });
    await expect(client.inviteUser(ada)).resolves.toEqual(invite);
    expect(calls).toBe(2);
  });

  test('a getter that throws does not escape', async () => {
    const thrown = {
      get code() {
        throw new Error('gotcha');
      },
    };
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- hostile on purpose
    const client = clientWith(() => Promise.reject(thrown));
    expect(await failure(client.inviteUser(ada))).toMatchObject({ outcome: 'unknown' });
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'ok'],
  ['an object without headers', { ok: true, status: 200 }],
  [
    'a refusal with headers that only have get',
    { ok: false, status: 400, headers: { get: () => null }, text: () => Promise.resolve('{}') },
  ],
  [
    'a success with headers that only have get',
    { ok: true, status: 200, headers: { get: () => null }, text: () => Promise.resolve(json) },
  ],
])('what is no response leaves the outcome unknown, and says so: %s', async (_name, given) => {
  const events: AttemptEvent[] = [];
  const client = clientWith(() => Promise.resolve(given));
  const call = client.inviteUser(ada, { onAttempt: (event) => events.push(event) });
  const error = await failure(call);
  expect(error).toMatchObject({ code: 'connection', outcome: 'unknown' });
  expect(String(error.cause)).toContain('no Response');
  expect(events).toHaveLength(1);
});

/** As the headers of a `fetch` over HTTP/2, or of one that decodes UTF-8, may be. */
class OddHeaders extends Headers {
  override forEach(callback: (value: string, name: string, parent: Headers) => void): void {
    callback('200', ':status', this);
    callback('请求过多', 'x-reason', this);
    super.forEach(callback);
  }
}

test.each([
  [200, json],
  [400, '{}'],
])('headers of %i that `Headers` refuses are left out', async (status, text) => {
  const headers = new OddHeaders({ 'x-request-id': 'req_1' });
  const response = { ...nativeResponse(status, text), headers };
  const events: AttemptEvent[] = [];
  const call = clientWith(() => Promise.resolve(response)).inviteUser(ada, {
    onAttempt: (event) => events.push(event),
  });
  if (status === 200) await expect(call).resolves.toEqual(invite);
  else expect(await failure(call)).toMatchObject({ code: 'api', outcome: 'not-invited', status });
  expect(events).toMatchObject([{ status, requestId: 'req_1' }]);
});

test.each([
  [0, 'The server answered with a redirect, which is never followed. '],
  [302, 'The server answered 302, a redirect, which is never followed. '],
  [199, 'The server answered 199. '],
])('status %i is named for what it is', async (status, words) => {
  const client = clientWith(() => Promise.resolve(nativeResponse(status, '')));
  const error = await failure(client.inviteUser(ada));
  expect(error).toMatchObject({ code: 'api', outcome: 'unknown', status });
  expect(error.message.startsWith(words)).toBe(true);
});
