import { describe, expect, test } from 'vitest';
import { createClientWith, toInviteClient } from '../../../src/client.js';
import type { AttemptEvent, ClientOptions } from '../../../src/index.js';
import type { ApiOperation } from '../../../src/operation.js';
import { failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

interface InviteList {
  readonly object: string;
  readonly data: readonly unknown[];
}

const hasData = (json: unknown): json is InviteList =>
  typeof json === 'object' && json !== null && 'data' in json && Array.isArray(json.data);

/** An operation that only reads: what does not get through may be asked again. */
const listInvites: ApiOperation<undefined, InviteList> = {
  id: 'list-invites',
  method: 'get',
  path: '/organization/invites',
  server: 'https://api.openai.com/v1',
  security: { type: 'bearer' },
  success: 200,
  answers: {
    200: { status: 200, marks: [{ constants: { object: 'list' }, required: ['object'] }] },
  },
  checkRequest: undefined,
  checkSuccess: { 200: hasData },
  resultName: 'list of invites',
  outcomes: { success: 'not-invited', uncertain: 'not-invited' },
  isSameSubject: () => true,
};

type Answer = () => Response | Promise<Response>;

const list = { object: 'list', data: [invite] };
const lost: Answer = () => Promise.reject(new Error('socket hang up'));

/** A client that gets these answers, one after another, and what it did. */
function listingClient(answers: readonly Answer[], options: ClientOptions = {}) {
  const requests: { url: string; init: RequestInit }[] = [];
  const events: AttemptEvent[] = [];
  const client = createClientWith(jumpingClock(), {
    apiKey: key,
    onAttempt: (event) => events.push(event),
    ...options,
    fetch: async (url, init) => {
      const answer = answers[requests.push({ url, init }) - 1];
      return answer ? answer() : Response.error();
    },
  });
  const input = { operation: listInvites, body: undefined, query: { limit: 2 } };
  return { client, requests, events, call: () => toInviteClient(client).call(input) };
}

describe.each([false, true])('an operation that only reads, with middleware: %s', (isObserved) => {
  function listing(...answers: Answer[]) {
    const made = listingClient(answers);
    if (isObserved) made.client.api.use({ onResponse: () => undefined });
    return made;
  }

  test('is a request without a body, and resolves with what its check accepts', async () => {
    const { call, requests } = listing(() => Response.json(list));
    expect(await call()).toEqual(list);
    expect(requests).toHaveLength(1);
    const [{ url, init } = { url: '', init: {} }] = requests;
    expect(url).toBe('https://api.openai.com/v1/organization/invites?limit=2');
    expect(init).toMatchObject({ method: 'GET', redirect: 'manual' });
    expect(init.body ?? null).toBeNull();
    const headers = new Headers(init.headers);
    expect(headers.get('authorization')).toBe(`Bearer ${key}`);
    expect(headers.has('content-type')).toBe(false);
  });

  test('is tried again after a 503 and a lost connection, which leave nothing open', async () => {
    const answers = [() => new Response('', { status: 503 }), lost, () => Response.json(list)];
    const { call, requests, events } = listing(...answers);
    expect(await call()).toEqual(list);
    expect(requests).toHaveLength(3);
    expect(events.map(({ outcome, next }) => [outcome, next?.reason])).toEqual([
      ['not-invited', 'retry'],
      ['not-invited', 'retry'],
      ['not-invited', undefined],
    ]);
  });

  test.each<[string, Answer, number, string]>([
    ['a connection that breaks each time', lost, 3, 'connection'],
    ['a 404', () => new Response('', { status: 404 }), 1, 'api'],
    ['a redirect', () => new Response('', { status: 302 }), 1, 'api'],
    ['a body that is no JSON', () => new Response('<html>'), 1, 'drift'],
    ['JSON of another kind', () => Response.json({ object: 'file' }), 1, 'drift'],
  ])('%s means that no invite went out', async (_name, answer, attempts, code) => {
    const { call, requests } = listing(answer, answer, answer);
    const error = await failure(call());
    expect(error).toMatchObject({ code, outcome: 'not-invited' });
    expect(requests).toHaveLength(attempts);
  });
});

test('JSON of another kind is named by what was asked for', async () => {
  const { call } = listingClient([() => Response.json({ object: 'file' })]);
  expect((await failure(call())).message).toContain('JSON that is no list of invites');
});

test('drift invites nobody either', async () => {
  const answer = () => Response.json(list, { status: 201 });
  const { call } = listingClient([answer], { onDrift: 'throw' });
  const error = await failure(call());
  expect(error).toMatchObject({ code: 'drift', outcome: 'not-invited', data: list });
});

test("a time-out is not tried again: the time was the caller's to choose", async () => {
  const { call, requests } = listingClient([() => new Promise(() => undefined)], { timeout: 20 });
  expect(await failure(call())).toMatchObject({ code: 'timeout', outcome: 'not-invited' });
  expect(requests).toHaveLength(1);
});
