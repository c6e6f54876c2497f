import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  startMockOrganization,
  type Fault,
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
    headers: { authorization: `Bearer ${organization.apiKey}`, 'content-type': 'application/json' },
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
    ['another value than an object', 'null', null],
    ['a large body', { ...ada, projects: 'x'.repeat(2_000_000) }, 'projects'],
  ])('%s is refused with 400 and its param', async (_name, body, param) => {
    const organization = await start();
    const response = await post(organization, body);
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({
      error: { type: 'invalid_request_error', param },
    });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    'the content type %s is refused with 400',
    async (type) => {
      const organization = await start();
      const headers = { authorization: `Bearer ${organization.apiKey}`, 'content-type': type };
      const response = await post(organization, ada, { headers });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('unsupported_content_type');
      expect(organization.invites).toHaveLength(0);
    },
  );

  test('a content type may have parameters', async () => {
    const organization = await start();
    const type = 'Application/JSON; charset=utf-8';
    const headers = { authorization: `Bearer ${organization.apiKey}`, 'content-type': type };
    expect((await post(organization, ada, { headers })).status).toBe(200);
  });

  test.each([
    ['GET', '/v1/models', 404],
    ['POST', '/v1/organization/invites/', 404],
    ['POST', '//v1/organization/invites', 404],
    ['GET', '/v1/organization/invites', 405],
    ['HEAD', '/v1/organization/invites', 405],
    ['OPTIONS', '/v1/organization/invites?limit=1', 405],
  ])('%s %s is refused with %i', async (method, path, status) => {
    const organization = await start();
    const response = await fetch(new URL(organization.url).origin + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
  });

  test('an answer without an invite does not use up its id', async () => {
    const organization = await start({ faults: [{ createsInvite: false }] });
    const client = clientFor(organization.url, { apiKey: organization.apiKey });
    const { id } = await client.inviteUser(ada);
    await expect(client.inviteUser(ada)).resolves.not.toMatchObject({ id });
  });
});

test.each([
  [{ match: 7 }, 'The match of a fault must be an email address or a function.'],
  [{ times: NaN }, 'The times of a fault must be a whole number or Infinity.'],
  [{ times: -1 }, 'The times of a fault must be a whole number or Infinity.'],
  [{ status: 1000 }, 'The status of a fault must be a whole number from 200 to 999.'],
  [{ status: 101 }, 'The status of a fault must be a whole number from 200 to 999.'],
  [{ status: '503' }, 'The status of a fault must be a whole number from 200 to 999.'],
  [{ headers: { 'retry after': '1' } }, 'The headers of a fault must be HTTP headers.'],
  [{ headers: { 'retry-after': '1\n' } }, 'The headers of a fault must be HTTP headers.'],
  [{ headers: null }, 'The headers of a fault must be HTTP headers.'],
  [{ body: 1n }, 'The body of a fault must be a string, bytes or JSON.'],
  [{ body: () => 'text' }, 'The body of a fault must be a string, bytes or JSON.'],
  [{ delay: NaN }, 'The delay of a fault must be a number of milliseconds.'],
  [{ drip: -1 }, 'The drip of a fault must be a number of milliseconds.'],
  [
    { break: 'halfway' },
    "The break of a fault must be 'before-reading', 'after-reading' or 'half-way'.",
  ],
  [{ createsInvite: 1 }, 'The createsInvite of a fault must be true or false.'],
  [{ statuss: 503 }, 'A fault has no property statuss.'],
  [null, 'A fault must be an object.'],
])('the invalid fault %o is refused when it is added', async (fault, message) => {
  const faults: Fault[] = [];
  Reflect.set(faults, 0, fault);
  await expect(startMockOrganization({ faults })).rejects.toThrow(new TypeError(message));
  const organization = await start();
  expect(() => {
    Reflect.apply(organization.addFault, organization, [fault]);
  }).toThrow(message);
});

test.each([-1, 65_536, NaN, 'pipe'])('the port %s is refused', async (port) => {
  const options: MockOrganizationOptions = {};
  Reflect.set(options, 'port', port);
  await expect(startMockOrganization(options)).rejects.toThrow('options.port should be');
});

test('a port that is in use is refused', async () => {
  const { port } = new URL((await start()).url);
  await expect(startMockOrganization({ port: Number(port) })).rejects.toThrow('EADDRINUSE');
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

  test('an error without a body of its own is empty, and holds no invite', async () => {
    const organization = await start({ faults: [{ status: 503 }, { status: 201 }] });
    await expect((await post(organization, ada)).text()).resolves.toBe('');
    await expect((await post(organization, ada)).json()).resolves.toMatchObject(ada);
  });

  test('a header replaces the ordinary one, however it is spelled', async () => {
    const type = { 'Content-Type': 'text/html', 'CONTENT-LENGTH': '2' };
    const organization = await start({ faults: [{ headers: type, body: 'hi!' }] });
    const response = await post(organization, ada);
    expect(response.headers.get('content-type')).toBe('text/html');
    await expect(response.text()).resolves.toBe('hi');
  });

  test.each([
    [{ status: 500 }, 0],
    [{ status: 201 }, 1],
    [{ status: 204 }, 0],
    [{ body: {} }, 0],
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

  test.each(['before-reading', 'after-reading'] as const)(
    'break %s: no answer, after its delay',
    async (cut) => {
      const organization = await start({ faults: [{ break: cut, delay: 100 }] });
      const began = performance.now();
      await expect(post(organization, ada)).rejects.toThrow('fetch failed');
      expect(performance.now() - began).toBeGreaterThan(98);
    },
  );

  test('break half-way: the headers come, the body does not', async () => {
    const organization = await start({ faults: [{ break: 'half-way' }] });
    const response = await post(organization, ada);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test.each([{ delay: Infinity }, { delay: 2 ** 31 }, { drip: Infinity }, { drip: 2 ** 31 }])(
    'closing ends many requests that %o keeps waiting',
    async (fault) => {
      const warn = vi.spyOn(process, 'emitWarning');
      const organization = await startMockOrganization({ faults: [{ ...fault, times: Infinity }] });
      const calls = Array.from({ length: 11 }, () => post(organization, ada));
      const texts = calls.map(async (call) => (await call).text());
      const failed = texts.map((it) => expect(it).rejects.toThrow(/fetch failed|terminated/));
      while (organization.requests.length < 11) await new Promise(setImmediate);
      if ('drip' in fault) await Promise.all(calls);
      await organization.close();
      await Promise.all(failed);
      // The timer's, if the delay is too long for it, and the signal's, if too many listen.
      expect(warn).not.toHaveBeenCalled();
      warn.mockRestore();
    },
  );

  test('a request that ends before it was read takes no fault', async () => {
    const organization = await start({ faults: [{ status: 503 }] });
    const { hostname, port } = new URL(organization.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
    await once(socket, 'connect');
    socket.destroy();
    expect((await post(organization, ada)).status).toBe(503);
  });

  test('a pipelined request can break the connection before the one ahead is answered', async () => {
    const organization = await start({ faults: [{ delay: 60_000 }, { break: 'after-reading' }] });
    const { hostname, port } = new URL(organization.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    expect(organization.requests).toHaveLength(2);
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
