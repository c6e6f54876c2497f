import type { Middleware, MiddlewareCallbackParams } from 'openapi-fetch';
import { ApiError, ConnectionError, InvalidRequestError } from '../../../src/index.js';
import { attemptHeader, callHeader, type Account } from './ledger.js';
import type { Random } from './random.js';

/** What middleware does to one call. */
export interface Interference {
  readonly name: string;
  readonly hooks: Middleware;
}

export const untouched: Interference = { name: 'none', hooks: { onRequest: () => undefined } };

/** What `fetch` rejected with the last time, in whatever call. */
let pastError: unknown;

/** One middleware for a client, which does to each call what was drawn for it. */
export function dispatch(find: (id: string) => Interference): Middleware {
  const hooks = ({ headers }: Request): Middleware => find(headers.get(callHeader) ?? '').hooks;
  return {
    onRequest: (options) => hooks(options.request).onRequest?.(options),
    onResponse: (options) => hooks(options.request).onResponse?.(options),
    onError: async (options) => {
      const result = await hooks(options.request).onError?.(options);
      pastError = options.error;
      return result;
    },
  };
}

/** @param closed where nobody listens */
export function drawInterference(random: Random, account: Account, closed: string): Interference {
  const [error, make] = random.pick(failures(closed));
  const fail = async (): Promise<never> => {
    throw await make();
  };
  const throwing = {
    before: { onRequest: fail },
    after: { onResponse: fail },
    'on an error': { onError: fail },
  };
  const when = random.pick(['before', 'after', 'after', 'on an error']);
  const [name, hooks] = random.weighted<readonly [string, Middleware]>([
    [6, ['passes all on', untouched.hooks]],
    [6, [`throws ${error} ${when}`, throwing[when]]],
    [1, [`returns ${error} on an error`, { onError: async () => toError(await make()) }]],
    ...replacements(random, account),
    ...repetitions(),
  ]);
  return { name, hooks };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('another error');
}

type Failure = readonly [name: string, make: () => unknown];

/** Ways to fail; some look like a fault of `fetch`, others like an error of this package. */
function failures(closed: string): readonly [Failure, ...Failure[]] {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return [
    ['an error', () => new Error('a fault of the middleware')],
    ['ECONNREFUSED', () => new TypeError('fetch failed', { cause: refused })],
    ['ECONNREFUSED', () => fetch(closed).catch((error: unknown) => error)],
    ['ECONNREFUSED', () => refused],
    ['a past network error', () => pastError],
    ["the package's own error", () => new ConnectionError('Not reached.', 'not-invited')],
    ["the package's own error", () => new InvalidRequestError([])],
    ["the package's own error", rateLimited],
    ['undefined', () => undefined],
    ['a text', () => 'a text'],
  ];
}

function rateLimited(): ApiError {
  const response = { status: 429, headers: new Headers(), requestId: undefined };
  return new ApiError('Too many.', 'not-invited', { ...response, details: {}, retryAfter: 0 });
}

type Replacement = readonly [weight: number, value: readonly [name: string, hooks: Middleware]];

function replacements(random: Random, account: Account): readonly Replacement[] {
  const status = random.pick([400, 429, 500, 503]);
  return [
    [1, [`answers an error with ${status}`, { onError: () => new Response('', { status }) }]],
    [1, [`makes a ${status} of all`, { onResponse: () => new Response('', { status }) }]],
    [1, ['answers itself', { onRequest: () => new Response('{}', { status }) }]],
    [1, ['consumes the body', { onResponse: ({ response }) => consume(response) }]],
    [1, ['replaces the response', { onResponse: ({ response }) => copy(response) }]],
    [1, ['replaces the body', { onResponse: ({ response }) => withBody(response, '{"ok":1}') }]],
    [1, ['replaces the request', { onRequest: ({ request }) => new Request(request) }]],
    [1, ['breaks the request', { onRequest: ({ request }) => toRequest(request, { email: 1 }) }]],
    [
      1,
      [
        'leads elsewhere',
        { onRequest: ({ request }) => new Request(`${request.url}/../../../x`, request) },
      ],
    ],
    [
      1,
      [
        'invites another address',
        {
          onRequest: ({ request }) =>
            toRequest(request, { email: `other-${account.id}@example.com`, role: 'reader' }),
        },
      ],
    ],
  ];
}

/** Middleware that sends each attempt once more by itself. */
function repetitions(): readonly Replacement[] {
  let copy: Request | undefined;
  let attempts = 0;
  const onRequest = ({ request }: Pick<MiddlewareCallbackParams, 'request'>): undefined => {
    request.headers.set(attemptHeader, String(++attempts));
    copy = request.clone();
  };
  const send = async ({ options }: Pick<MiddlewareCallbackParams, 'options'>) => {
    const request = copy;
    copy = undefined;
    return request && options.fetch(request);
  };
  const resend: Middleware['onResponse'] = async ({ options, response }) => {
    // An answer that nobody reads would keep its socket.
    await response.body?.cancel().catch(() => undefined);
    return send({ options });
  };
  return [
    [2, ['sends again after an error', { onRequest, onError: send }]],
    [
      4,
      [
        'sends again after a failure',
        {
          onRequest,
          onResponse: (given) => (given.response.ok ? undefined : resend(given)),
          onError: send,
        },
      ],
    ],
    [1, ['sends again after everything', { onRequest, onResponse: resend, onError: send }]],
    [
      1,
      [
        'sends two at once',
        {
          onRequest: (given) => {
            onRequest(given);
            const sent = send(given).then((response) => response?.text());
            sent.catch(() => undefined);
          },
        },
      ],
    ],
  ];
}

async function consume(response: Response): Promise<undefined> {
  await response.text();
}

async function copy(response: Response): Promise<Response> {
  return withBody(response, await response.clone().text());
}

function withBody({ status, headers }: Response, body: string): Response {
  return new Response(body, { status, headers });
}

function toRequest({ url, headers, signal }: Request, body: unknown): Request {
  return new Request(url, { method: 'POST', headers, signal, body: JSON.stringify(body) });
}
