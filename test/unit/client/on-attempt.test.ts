import { expect, test, vi } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import type { AttemptEvent, ClientOptions } from '../../../src/index.js';
import { ada, failure, invite, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';

function clientWith(answers: (Response | Error)[], options: ClientOptions = {}) {
  return createClientWith(jumpingClock(), {
    apiKey: key,
    baseUrl: 'https://api.example',
    fetch: () => {
      const answer = answers.shift() ?? Response.json(invite);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    ...options,
  });
}

const refused = () => Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
const throttled = () =>
  new Response(null, { status: 429, headers: { 'retry-after': '3', 'x-request-id': 'req_1' } });

test('each attempt is told: number, duration, status, request id, outcome, and what comes next', async () => {
  const events: AttemptEvent[] = [];
  const answer = Response.json(invite, { headers: { 'x-request-id': 'req_2' } });
  const client = clientWith([refused(), throttled(), answer], {
    onAttempt: (event) => events.push(event),
  });
  await client.inviteUser(ada);
  const duration: unknown = expect.any(Number);
  expect(events).toEqual([
    {
      number: 1,
      duration,
      status: undefined,
      requestId: undefined,
      outcome: 'not-invited',
      code: 'connection',
      next: { delay: 1000, reason: 'retry' },
    },
    {
      number: 2,
      duration,
      status: 429,
      requestId: 'req_1',
      outcome: 'not-invited',
      code: 'api',
      next: { delay: 3000, reason: 'rate-limit' },
    },
    {
      number: 3,
      duration,
      status: 200,
      requestId: 'req_2',
      outcome: 'invited',
      code: undefined,
      next: undefined,
    },
  ]);
  expect(JSON.stringify(events)).not.toContain(ada.email);
});

test('the last attempt of a failed call has nothing next', async () => {
  const events: AttemptEvent[] = [];
  const client = clientWith([new Response(null, { status: 500 })]);
  await failure(client.inviteUser(ada, { onAttempt: (event) => events.push(event) }));
  expect(events).toMatchObject([{ number: 1, outcome: 'unknown', status: 500, next: undefined }]);
});

test('both the client and the call are told', async () => {
  const told: string[] = [];
  const client = clientWith([], { onAttempt: () => told.push('client') });
  await client.inviteUser(ada, { onAttempt: () => told.push('call') });
  expect(told).toEqual(['client', 'call']);
});

test('what it throws, or rejects with, is ignored and told once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const client = clientWith([refused()], {
    onAttempt: () => Promise.reject(new Error('logger is down')),
  });
  await client.inviteUser(ada);
  await new Promise(setImmediate);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockImplementation(() => {
    throw new Error('no console');
  });
  const drifting = clientWith([Response.json({ ...invite, status: 'snoozed' })], {
    onAttempt: () => {
      throw new Error('logger is down');
    },
  });
  await expect(drifting.inviteUser(ada)).resolves.toMatchObject({ id: invite.id });
  warn.mockRestore();
});
