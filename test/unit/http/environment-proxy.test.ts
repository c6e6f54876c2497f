import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { proxyForLoopback } from '../../../src/http/runtime.js';
import { fetchFor } from '../../../src/cli/proxy.js';
import { ConfigurationError, createClient } from '../../../src/index.js';
import { ada, key } from '../../support/calls.js';
import { startMockOrganization } from '../../../src/mock/index.js';
import { listen, refusingAddress } from '../../support/server.js';

const loopback = new URL('http://127.0.0.1:8080/v1');
const proxied = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://proxy.example:3128' };
const variableFor = (url: URL, env: Record<string, string>): string | undefined =>
  proxyForLoopback(url, (name) => env[name]);

test('a runtime that honours HTTP_PROXY would send plain http: through it', () => {
  expect(variableFor(loopback, proxied)).toBe('HTTP_PROXY');
  expect(variableFor(loopback, { ...proxied, NO_PROXY: 'example.com' })).toBe('HTTP_PROXY');
  const byFlag = { NODE_OPTIONS: '--use-env-proxy', http_proxy: 'http://proxy.example:3128' };
  expect(variableFor(loopback, byFlag)).toBe('http_proxy');
});

test('https:, NO_PROXY, no proxy and a runtime that ignores it are safe', () => {
  expect(variableFor(new URL('https://api.example'), proxied)).toBeUndefined();
  expect(variableFor(loopback, { ...proxied, NO_PROXY: '127.0.0.1' })).toBeUndefined();
  expect(variableFor(loopback, { ...proxied, no_proxy: 'localhost, 127.0.0.1' })).toBeUndefined();
  expect(variableFor(loopback, { ...proxied, NO_PROXY: '*' })).toBeUndefined();
  expect(variableFor(loopback, { NODE_USE_ENV_PROXY: '1' })).toBeUndefined();
  expect(variableFor(loopback, { HTTP_PROXY: 'http://proxy.example:3128' })).toBeUndefined();
});

test('createClient refuses what would take the key through a proxy in clear', () => {
  for (const [name, value] of Object.entries(proxied)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const options = { apiKey: key, baseUrl: loopback };
  expect(() => createClient(options)).toThrow(ConfigurationError);
  expect(() => createClient({ ...options, fetch: globalThis.fetch })).toThrow(ConfigurationError);
  const direct = (): Promise<Response> => Promise.reject(new Error('not used'));
  expect(() => createClient({ ...options, fetch: direct })).not.toThrow();
});

test('the command connects to loopback addresses directly, whatever HTTP_PROXY says', async () => {
  const { url, apiKey, requests, close } = await startMockOrganization();
  const direct = await fetchFor(url, { HTTP_PROXY: 'http://127.0.0.1:9' });
  const client = createClient({ apiKey, baseUrl: url, fetch: direct });
  await client.inviteUser(ada);
  expect(requests).toHaveLength(1);
  await close();
});

describe('a proxy that makes no tunnel: nothing was sent', () => {
  const inviteThrough = async (proxy: string): Promise<unknown> => {
    const baseUrl = 'https://api.invites.test/v1';
    const fetch = await fetchFor(baseUrl, { HTTPS_PROXY: `http://user:secret@${proxy}` });
    if (fetch === undefined) throw new Error('The proxy is not used.');
    return createClient({ baseUrl, apiKey: key, maxRetries: 0, fetch })
      .inviteUser(ada)
      .catch((error: unknown) => error);
  };

  test('since it refuses to', async () => {
    const proxy = createServer().on('connect', (_request, socket: Socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const error = await inviteThrough(await listen(proxy));
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('since nobody runs it', async () => {
    const error = await inviteThrough(await refusingAddress());
    expect(error).toMatchObject({ code: 'connection', outcome: 'not-invited' });
    expect(String(error)).toContain('ECONNREFUSED');
  });
});
