import { expect, test } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import { InvalidRequestError, type InviteRequest } from '../../../src/index.js';
import { failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

/** A client that answers each invite with its own address, the first time after a 429. */
function inviting(refusals = 0) {
  const bodies: unknown[] = [];
  const client = createClientWith(jumpingClock(), {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: (_url, init) => {
      const body: unknown = JSON.parse(typeof init.body === 'string' ? init.body : '');
      bodies.push(body);
      if (bodies.length <= refusals) return Promise.resolve(new Response(null, { status: 429 }));
      return Promise.resolve(Response.json({ ...invite, ...(body as object) }));
    },
  });
  return { client, bodies };
}

test('one object that is reused for three calls during a pause invites three people', async () => {
  const { client, bodies } = inviting(1);
  const request: { email: string; role: 'reader' } = { email: '', role: 'reader' };
  const calls = ['ada', 'grace', 'barbara'].map((name) => {
    request.email = `${name}@example.com`;
    return client.inviteUser(request);
  });
  const invites = await Promise.all(calls);
  expect(invites.map(({ email }) => email)).toEqual([
    'ada@example.com',
    'grace@example.com',
    'barbara@example.com',
  ]);
  expect(new Set(bodies.slice(1).map((body) => JSON.stringify(body))).size).toBe(3);
});

test('a body that changes during a wait is sent as it was checked', async () => {
  const { client, bodies } = inviting(1);
  const request: InviteRequest = { email: 'ada@example.com', role: 'reader' };
  const call = client.inviteUser(request);
  Object.assign(request, { role: 'owner', extra: 1 });
  await call;
  expect(bodies).toEqual(Array(2).fill({ email: 'ada@example.com', role: 'reader' }));
});

class WithGetters {
  get email() {
    return 'ada@example.com';
  }
  get role() {
    return 'reader' as const;
  }
}

test.each<[string, InviteRequest]>([
  ['a class with getters', new WithGetters()],
  ['inherited properties', Object.create({ email: 'ada@example.com', role: 'reader' })],
  [
    'a hidden toJSON',
    Object.defineProperty({ email: 'ada@example.com', role: 'reader' as const }, 'toJSON', {
      value: () => ({}),
    }),
  ],
])('%s that would be sent as {} is refused', async (_name, body) => {
  const { client, bodies } = inviting();
  expect(await failure(client.inviteUser(body))).toBeInstanceOf(InvalidRequestError);
  expect(bodies).toEqual([]);
});

test('a body that cannot be serialized is an invalid request', async () => {
  const { client } = inviting();
  const circular: { email: string; role: 'reader'; self?: unknown } = {
    email: 'ada@example.com',
    role: 'reader',
  };
  circular.self = circular;
  const error = await failure(client.inviteUser(circular));
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error.message).toContain('expected JSON, got a value that cannot be serialized');
});
