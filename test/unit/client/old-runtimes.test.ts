import { afterEach, expect, test, vi } from 'vitest';
import { createClient } from '../../../src/index.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

// Any class without a property `cache` stands for the old `Request`.
test.each([
  ['with an old compatibility date of Cloudflare', URL],
  ['without Request', undefined],
])('a runtime %s is given no cache mode, which it would refuse', async (_name, type) => {
  vi.stubGlobal('Request', type);
  const sent: object[] = [];
  const fetch = (_url: string, init: RequestInit): Promise<Response> => {
    sent.push(init);
    return Promise.resolve(Response.json({}, { status: 403 }));
  };
  const client = createClient({ apiKey: 'sk-admin-x', baseUrl: 'https://api.example', fetch });
  const call = client.inviteUser({ email: 'ada@example.com', role: 'reader' });
  await expect(call).rejects.toMatchObject({ status: 403 });
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toHaveProperty('cache');
});

test('a client needs no URL.canParse, which workers with an old compatibility date do not have', async () => {
  vi.spyOn(URL, 'canParse').mockImplementation(() => {
    throw new TypeError('URL.canParse is not a function');
  });
  const fetch = (): Promise<Response> => Promise.resolve(Response.json({}, { status: 403 }));
  const client = createClient({ apiKey: 'sk-admin-x', baseUrl: 'https://api.example', fetch });
  const call = client.inviteUser({ email: 'ada@bücher.example', role: 'reader' });
  await expect(call).rejects.toMatchObject({ status: 403 });
});
