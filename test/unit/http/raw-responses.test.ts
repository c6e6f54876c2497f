import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { ada, clientFor, failure, invite } from '../../support/calls.js';
import { listen } from '../../support/server.js';

/** A server that answers each request with these bytes. */
async function answering(head: string, body = '{}'): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const bytes = Buffer.from(body);
      socket.write(Buffer.from(`${head}\r\ncontent-length: ${bytes.byteLength}\r\n\r\n`));
      socket.end(bytes);
    });
  });
  return `http://${await listen(server)}`;
}

test.each([
  ['HTTP/1.1 429 请求过多', 429],
  ['HTTP/1.1 401 Nicht autorisiert für Sie', 401],
  ['HTTP/1.1 400 \u{1f600}', 400],
])('the reason phrase of "%s" does not hide the status', async (head, status) => {
  const error = await failure(clientFor(await answering(head)).inviteUser(ada));
  expect(error).toMatchObject({ code: 'api', outcome: 'not-invited', status });
});

test.each([600, 999])(
  '%i is read within bounds, and leaves the outcome unknown',
  async (status) => {
    const before = process.memoryUsage().rss;
    const url = await answering(`HTTP/1.1 ${status} Odd`, 'x'.repeat(24 * 1024 * 1024));
    const error = await failure(clientFor(url).inviteUser(ada));
    expect(error).toMatchObject({ code: 'api', outcome: 'unknown', status });
    expect(error.message.length).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(225 * 1024 * 1024);
  },
);

test("another address's invite proves nothing; case and Unicode form do not matter", async () => {
  const answer = (email: string): Promise<string> =>
    answering('HTTP/1.1 200 OK', JSON.stringify({ ...invite, email }));
  const error = await failure(clientFor(await answer('eve@example.com')).inviteUser(ada));
  expect(error).toMatchObject({ code: 'drift', outcome: 'unknown' });
  expect(error.message).not.toContain('@');
  await expect(clientFor(await answer('Ada@Example.com')).inviteUser(ada)).resolves.toBeDefined();
});

test.each([
  ['ada@bücher.example', 'ada@xn--bcher-kva.example', true],
  ['ada@xn--bcher-kva.example', 'Ada@BÜCHER.example', true],
  ['ada@bücher.example', 'eve@xn--bcher-kva.example', false],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example.com', false],
  ['ada@bücher.example', 'ada@bücher.example/xn--bcher-kva.example', false],
  ['ada@bücher.example', 'ada@büchér.example', false],
])('an invite for %s, answered with %s: the same address: %s', async (email, answered, isSame) => {
  const url = await answering('HTTP/1.1 200 OK', JSON.stringify({ ...invite, email: answered }));
  const call = clientFor(url).inviteUser({ ...ada, email });
  if (isSame) await expect(call).resolves.toMatchObject({ email: answered });
  else expect(await failure(call)).toMatchObject({ code: 'drift', outcome: 'unknown' });
});

test("an error inside of a 200 is told in the server's words", async () => {
  const url = await answering('HTTP/1.1 200 OK', '{"error":{"message":"slow down"}}');
  const error = await failure(clientFor(url).inviteUser(ada));
  expect(error).toMatchObject({ code: 'drift', outcome: 'unknown' });
  expect(error.message).toContain('The server says: slow down.');
});

test('an error through client.api keeps its address and all of its body', async () => {
  const long = JSON.stringify({ error: { message: 'x'.repeat(200_000) } });
  const url = await answering('HTTP/1.1 400 Bad Request', long);
  const { error, response } = await clientFor(url).api.POST('/organization/invites', { body: ada });
  expect(response.url).toBe(`${url}/organization/invites`);
  expect(JSON.stringify(error)).toBe(long);
});
