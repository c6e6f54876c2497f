import { expect, test, vi } from 'vitest';
import { createClient } from '../../../src/index.js';

test('a client needs no URL.canParse, which workers with an old compatibility date do not have', async () => {
  vi.spyOn(URL, 'canParse').mockImplementation(() => {
    throw new TypeError('URL.canParse is not a function');
  });
  const fetch = (): Promise<Response> => Promise.resolve(Response.json({}, { status: 403 }));
  const client = createClient({ apiKey: 'sk-admin-x', baseUrl: 'https://api.example', fetch });
  const call = client.inviteUser({ email: 'ada@bücher.example', role: 'reader' });
  await expect(call).rejects.toMatchObject({ status: 403 });
});
