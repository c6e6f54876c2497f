import { afterEach, describe, expect, test, vi } from 'vitest';
import { DriftError, type DriftReport } from '../../../src/index.js';
import { ada, clientFor, failure, invite } from '../../support/calls.js';
import { serve } from '../../support/server.js';

const drifted = { ...invite, status: 'snoozed', invited_at: '2024-03-26', extra: true };

async function answering(body: unknown, status = 200): Promise<string> {
  const { url } = await serve((response) =>
    response.writeHead(status, { 'x-request-id': 'req_1' }).end(JSON.stringify(body)),
  );
  return url;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an invite that breaks the contract', () => {
  test('is returned as it came, and warned of once per distinct violation', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = clientFor(await answering(drifted));
    await expect(client.inviteUser(ada)).resolves.toEqual(drifted);
    await client.inviteUser(ada);
    expect(warn).toHaveBeenCalledTimes(1);
    const text = String(warn.mock.calls[0]?.[0]);
    expect(text).toContain('/status: expected one of ["accepted","expired","pending"]');
    expect(text).toContain('/invited_at: expected integer, got string');
    expect(text).not.toMatch(/ada@example|snoozed|2024-03-26/);
  });

  test('is reported to a function at every call', async () => {
    const reports: DriftReport[] = [];
    const client = clientFor(await answering(drifted), {
      onDrift: (report) => reports.push(report),
    });
    await client.inviteUser(ada);
    await client.inviteUser(ada);
    expect(reports).toHaveLength(2);
    expect(reports[0]).toMatchObject({
      operationId: 'inviteUser',
      status: 200,
      requestId: 'req_1',
      violations: [{ pointer: '/status' }, { pointer: '/invited_at' }],
    });
  });

  test.each(['1e400', '-1e400'])('%s, which becomes Infinity, is no integer', async (number) => {
    const text = JSON.stringify({ ...invite, invited_at: 0 }).replace('_at":0', `_at":${number}`);
    const { url } = await serve((response) => response.end(text));
    const error = await failure(clientFor(url, { onDrift: 'throw' }).inviteUser(ada));
    expect(error).toMatchObject({ outcome: 'invited', violations: [{ pointer: '/invited_at' }] });
  });

  test.each([
    [
      'throws',
      (): void => {
        throw new Error('logger is down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('logger is down'))],
  ])('is returned even if the function %s', async (_name, onDrift) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = clientFor(await answering(drifted), {
      onDrift,
    });
    await expect(client.inviteUser(ada)).resolves.toEqual(drifted);
    await vi.waitFor(() => {
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });

  test("throws with 'throw', says that it went out, and carries the data", async () => {
    const client = clientFor(await answering(drifted), { onDrift: 'throw' });
    const error = await failure(client.inviteUser(ada));
    expect(error).toBeInstanceOf(DriftError);
    expect(error).toMatchObject({
      code: 'drift',
      outcome: 'invited',
      status: 200,
      requestId: 'req_1',
      data: drifted,
    });
    expect(error.headers?.get('x-request-id')).toBe('req_1');
    expect(error.message).toContain('do not send it again');
    expect(JSON.stringify(error)).not.toContain('ada@example.com');
  });

  test('one violation in many list entries is one warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const projects = [{ role: 'guest' }, { role: 'guest' }];
    await clientFor(await answering({ ...invite, projects })).inviteUser(ada);
    expect(String(warn.mock.calls[0]?.[0]).match(/\/projects\//g)).toHaveLength(1);
  });
});

test('properties that the document does not know are no drift in an answer', async () => {
  const grown = { ...invite, team: 'research' };
  const client = clientFor(await answering(grown), { onDrift: 'throw' });
  await expect(client.inviteUser(ada)).resolves.toEqual(grown);
});

test('an undocumented 2xx is success, and reported', async () => {
  const reports: DriftReport[] = [];
  const client = clientFor(await answering(invite, 201), {
    onDrift: (report) => reports.push(report),
  });
  await expect(client.inviteUser(ada)).resolves.toEqual(invite);
  expect(reports[0]?.violations).toEqual([
    { pointer: '', keyword: 'status', expected: 'status 200', received: 'status 201' },
  ]);
});
