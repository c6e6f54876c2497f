import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  createClient,
  type Invite,
  type InviteRequest,
} from '../../../src/index.js';
import { ada, failure, invite, key } from '../../support/calls.js';

const answering = () => Promise.resolve(Response.json(invite));
const client = () =>
  createClient({ apiKey: key, baseUrl: 'https://api.example', fetch: answering });

/** Options as a program without types may pass them. */
function unchecked(value: unknown): never {
  return value as never;
}

describe('an option of the client that cannot work', () => {
  test.each<[object, string]>([
    [{ apiKey: 7 }, 'apiKey must be a string.'],
    [{ baseUrl: 7 }, 'baseUrl must be a URL.'],
    [{ baseUrl: Object.create(null) as object }, 'baseUrl must be a URL.'],
    [{ fetch: 'x' }, 'fetch must be a function.'],
    [{ timeout: '5000' }, 'timeout must be over 0 and at most 2147483647 ms.'],
    [{ maxRetries: '2' }, 'maxRetries must be a whole number, at least 0.'],
    [{ maxRetries: -1 }, 'maxRetries must be a whole number, at least 0.'],
    [{ maxRetryDelay: -1 }, 'maxRetryDelay must be at least 0 and at most 2147483647 ms.'],
    [{ onDrift: 'thorw' }, "onDrift must be 'warn', 'throw' or a function."],
    [{ onAttempt: true }, 'onAttempt must be a function.'],
    [{ dangerouslyAllowBrowser: 'yes' }, 'dangerouslyAllowBrowser must be a boolean.'],
  ])('%j is named at once', (options, message) => {
    const create = () =>
      createClient(unchecked({ apiKey: key, baseUrl: 'https://api.example', ...options }));
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(message);
  });

  test.each([null, 'sk-admin-x'])('options that are %j are refused', (options) => {
    const create = () => createClient(unchecked(options));
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow('The options must be an object.');
  });
});

describe('an option of a call that cannot work', () => {
  test.each<[string, object]>([
    ['a controller in place of its signal', { signal: new AbortController() }],
    ['headers that are a text', { headers: 'x-trace: 1' }],
    ['a signal that is a text', { signal: 'x' }],
    ['an emitter in place of a signal', { signal: { aborted: false, addEventListener: () => 0 } }],
    ['a content type', { headers: { 'content-type': 'text/plain' } }],
    ...[
      'connection',
      'content-length',
      'expect',
      'keep-alive',
      'proxy-connection',
      'te',
      'trailer',
      'transfer-encoding',
      'upgrade',
    ].map((name): [string, object] => [`the header ${name}`, { headers: { [name]: 'x' } }]),
  ])('%s is a ConfigurationError, and nothing is sent', async (_name, options) => {
    let calls = 0;
    const counting = createClient({
      apiKey: key,
      baseUrl: 'https://api.example',
      fetch: () => {
        calls++;
        return answering();
      },
    });
    const error = await failure(counting.inviteUser(ada, unchecked(options)));
    expect(error).toMatchObject({ code: 'configuration', outcome: 'not-invited' });
    expect(calls).toBe(0);
  });
});

describe('an option that fails when it is read', () => {
  const gotcha = (): never => {
    throw new Error('gotcha');
  };
  const failing = (name: string, on: object = {}): object =>
    Object.defineProperty(on, name, { get: gotcha });
  const signal = (): AbortSignal => new AbortController().signal;

  test.each(['apiKey', 'baseUrl', 'fetch', 'timeout', 'onAttempt', 'dangerouslyAllowBrowser'])(
    '%s of the client',
    (name) => {
      const options = failing(name, {
        ...{ apiKey: key, baseUrl: 'https://api.example', fetch: answering },
      });
      expect(() => createClient(unchecked(options))).toThrow(ConfigurationError);
    },
  );

  test.each<[string, object]>([
    ...['signal', 'timeout', 'maxRetries', 'headers', 'onAttempt'].map((name): [string, object] => [
      name,
      failing(name),
    ]),
    ['the state of a signal', { signal: failing('aborted', signal()) }],
    ['a listener of a signal', { signal: Object.assign(signal(), { addEventListener: gotcha }) }],
    [
      'a header',
      {
        headers: {
          get 'x-trace'() {
            return gotcha();
          },
        },
      },
    ],
  ])('%s of a call', async (_name, options) => {
    let calls = 0;
    const fetch = (): Promise<Response> => {
      calls++;
      return answering();
    };
    const counting = createClient({ apiKey: key, baseUrl: 'https://api.example', fetch });
    const error = await failure(counting.inviteUser(ada, unchecked(options)));
    expect(error).toMatchObject({ code: 'configuration', outcome: 'not-invited' });
    expect(calls).toBe(0);
  });

  test('the reason of a signal', async () => {
    const options = { signal: failing('reason', AbortSignal.abort()) };
    expect(await failure(client().inviteUser(ada, unchecked(options)))).toMatchObject({
      code: 'aborted',
      outcome: 'not-invited',
    });
  });

  test('an option is read once: what is checked is what counts', async () => {
    let reads = 0;
    const options = {
      get signal() {
        return reads++ === 0 ? signal() : 'x';
      },
    };
    await expect(client().inviteUser(ada, unchecked(options))).resolves.toEqual(invite);
    expect(reads).toBe(1);
  });
});

test('a base URL may be a URL, and the options of a call null', async () => {
  const withUrl = createClient({
    apiKey: key,
    baseUrl: new URL('https://api.example/v1/'),
    fetch: answering,
  });
  await expect(withUrl.inviteUser(ada, unchecked(null))).resolves.toEqual(invite);
  const options = unchecked({ signal: null, headers: null, timeout: null });
  await expect(client().inviteUser(ada, options)).resolves.toEqual(invite);
});

test('inviteUser can be taken off the client', async () => {
  const call: (body: InviteRequest) => Promise<Invite> = Reflect.get(client(), 'inviteUser');
  await expect(call(ada)).resolves.toEqual(invite);
});
