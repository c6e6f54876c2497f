import { describe, expect, onTestFinished, test } from 'vitest';
import {
  startMockOrganization,
  type MockOrganization,
  type MockOrganizationOptions,
} from '../../../src/mock/index.js';
import { ada, clientFor } from '../../support/calls.js';

async function start(options?: MockOrganizationOptions): Promise<MockOrganization> {
  const organization = await startMockOrganization(options);
  onTestFinished(() => organization.close());
  return organization;
}

function post(organization: MockOrganization, body: unknown, init: RequestInit = {}) {
  return fetch(`${organization.url}/organization/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${organization.apiKey}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
}

describe('it behaves as the endpoint does', () => {
  test('an invite answers with what was asked, is pending, and expires in 7 days', async () => {
    const organization = await start();
    const client = clientFor(organization.url, { apiKey: organization.apiKey, onDrift: 'throw' });
    const projects = [{ id: 'proj_1', role: 'member' as const }];
    const invite = await client.inviteUser({ ...ada, projects });
    expect(invite).toMatchObject({ ...ada, projects, status: 'pending' });
    expect(invite.expires_at - invite.invited_at).toBe(7 * 24 * 60 * 60);
    expect(Math.abs(invite.invited_at - Date.now() / 1000)).toBeLessThan(60);
    expect(invite).not.toHaveProperty('accepted_at');
    expect(organization.invites).toEqual([invite]);
    expect(organization.requests).toMatchObject([{ method: 'POST', invite }]);
  });

  test('each invite has an id of its own', async () => {
    const organization = await start();
    const client = clientFor(organization.url, { apiKey: organization.apiKey });
    const first = await client.inviteUser(ada);
    const second = await client.inviteUser(ada);
    expect(second.id).not.toBe(first.id);
    expect(organization.invites).toHaveLength(2);
  });

  test.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer sk-other' }],
  ])('%s is refused with 401', async (_name, headers) => {
    const organization = await start();
    const response = await post(organization, ada, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    await expect(response.json()).resolves.toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(organization.invites).toHaveLength(0);
  });

  test.each([
    ['a missing role', { email: 'a@b.c' }, 'role'],
    ['a wrong project role', { ...ada, projects: [{ id: 'x', role: 'y' }] }, 'projects.0.role'],
    ['an undocumented property', { ...ada, project: [] }, 'project'],
    ['no JSON', '{', null],
  ])('%s is refused with 400 and its param', async (_name, body, param) => {
    const organization = await start();
    const response = await post(organization, body);
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({
      error: { type: 'invalid_request_error', param },
    });
  });

  test('other paths are 404, other methods 405', async () => {
    const organization = await start();
    expect((await fetch(`${organization.url}/models`)).status).toBe(404);
    const response = await fetch(`${organization.url}/organization/invites`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('scripted faults', () => {
  test('come one for each request, then no more', async () => {
    const organization = await start({ faults: [{ status: 500 }, {}] });
    expect((await post(organization, ada)).status).toBe(500);
    expect((await post(organization, ada)).status).toBe(200);
    expect((await post(organization, ada)).status).toBe(200);
  });

  test('a status, headers and body replace the ordinary ones', async () => {
    const organization = await start({
      faults: [
        { status: 503, headers: { 'retry-after': '1' }, body: { a: 1 } },
        { body: '<html>' },
        { body: Uint8Array.of(0xff) },
      ],
    });
    const first = await post(organization, ada);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    await expect(first.json()).resolves.toEqual({ a: 1 });
    await expect((await post(organization, ada)).text()).resolves.toBe('<html>');
    const bytes = new Uint8Array(await (await post(organization, ada)).arrayBuffer());
    expect(bytes).toEqual(Uint8Array.of(0xff));
  });

  test.each([
    [{ status: 500 }, 0],
    [{ status: 500, createsInvite: true }, 1],
    [{ break: 'before-reading' }, 0],
    [{ break: 'after-reading' }, 0],
    [{ break: 'after-reading', createsInvite: true }, 1],
    [{ break: 'half-way' }, 1],
    [{ delay: 1 }, 1],
    [{ drip: 0 }, 1],
    [{ createsInvite: false }, 0],
  ] as const)('%j makes %i invites', async (fault, count) => {
    const organization = await start({ faults: [fault] });
    await post(organization, ada)
      .then((response) => response.text())
      .catch(() => undefined);
    expect(organization.invites).toHaveLength(count);
    expect(organization.requests).toHaveLength(1);
    expect(organization.requests[0]?.invite).toEqual(organization.invites[0]);
  });

  test.each(['before-reading', 'after-reading'] as const)('break %s: no answer', async (cut) => {
    const organization = await start({ faults: [{ break: cut }] });
    await expect(post(organization, ada)).rejects.toThrow('fetch failed');
  });

  test('break half-way: the headers come, the body does not', async () => {
    const organization = await start({ faults: [{ break: 'half-way' }] });
    const response = await post(organization, ada);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('closing ends a request that is never answered', async () => {
    const organization = await startMockOrganization({ faults: [{ delay: Infinity }] });
    const call = post(organization, ada);
    const failed = expect(call).rejects.toThrow('fetch failed');
    while (organization.requests.length === 0) await new Promise(setImmediate);
    await organization.close();
    await failed;
  });
});

describe('faults for a request', () => {
  const grace = { ...ada, email: 'grace@example.com' };

  test('apply to their address, in any case, and to no other request', async () => {
    const organization = await start({
      faults: [{ match: 'Grace@Example.com', status: 503 }, { status: 429 }],
    });
    const statuses = [];
    for (const body of [ada, ada, grace, grace, '{', 'null'])
      statuses.push((await post(organization, body)).status);
    expect(statuses).toEqual([429, 200, 503, 200, 400, 400]);
  });

  test('can be chosen by a function of the request', async () => {
    const organization = await start({
      faults: [
        { match: ({ method, body }) => method === 'POST' && body.includes('grace'), status: 500 },
      ],
    });
    expect((await post(organization, ada)).status).toBe(200);
    expect((await post(organization, grace)).status).toBe(500);
  });

  test('apply as many times as they say', async () => {
    const organization = await start({
      faults: [
        { match: ada.email, times: Infinity, status: 500 },
        { times: 2, status: 429 },
      ],
    });
    const statuses = [];
    for (const body of [grace, ada, grace, ada, grace])
      statuses.push((await post(organization, body)).status);
    expect(statuses).toEqual([429, 500, 429, 500, 200]);
  });

  test('can be appended while it runs', async () => {
    const organization = await start({ faults: [{}, { status: 500 }] });
    expect((await post(organization, ada)).status).toBe(200);
    organization.addFault({ status: 429 });
    organization.addFault({ match: ada.email, status: 503 });
    const statuses = [];
    for (const body of [ada, grace, grace, ada])
      statuses.push((await post(organization, body)).status);
    expect(statuses).toEqual([500, 429, 200, 503]);
  });

  test('can break before the answer, and make no invite', async () => {
    const organization = await start({
      faults: [{ match: ada.email, break: 'before-reading', createsInvite: true }],
    });
    await post(organization, grace);
    await expect(post(organization, ada)).rejects.toThrow('fetch failed');
    expect(organization.requests.map(({ invite }) => invite?.email)).toEqual([
      grace.email,
      undefined,
    ]);
  });

  test('answer 500 with the reason when their function throws', async () => {
    const organization = await start({
      faults: [
        {
          match: () => {
            throw new Error('no such row');
          },
        },
      ],
    });
    const response = await post(organization, ada);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('threw: Error: no such row');
    expect(organization.invites).toHaveLength(0);
  });
});
