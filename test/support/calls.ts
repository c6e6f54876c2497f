import { inspect } from 'node:util';
import { expect } from 'vitest';
import { createClient, InviteError, type Client, type ClientOptions } from '../../src/index.js';

/** The key of every test; the client must never reveal it. */
export const key = 'sk-admin-never-to-be-seen-0123456789';

export { ada, invite } from './invite.js';

/** A client without retries. */
export function clientFor(baseUrl: string, options: ClientOptions = {}): Client {
  return createClient({ apiKey: key, baseUrl, maxRetries: 0, ...options });
}

/** The error of a call that must fail, after checking that it does not reveal the key. */
export async function failure(call: Promise<unknown>): Promise<InviteError> {
  const error = await call.then(
    () => {
      throw new Error('the call succeeded');
    },
    (reason: unknown) => reason,
  );
  expectNoKey(error);
  if (!(error instanceof InviteError)) throw error;
  return error;
}

/** Searches an error, its stack, JSON, inspection and causes for the key. */
export function expectNoKey(error: unknown): void {
  expect(inspect(error, { depth: 20, showHidden: true, getters: true })).not.toContain(key);
  expect(JSON.stringify([error])).not.toContain(key);
  for (let link = error, depth = 0; link instanceof Error && depth < 20; link = link.cause, depth++)
    expect([link.name, link.message, link.stack].join('\n')).not.toContain(key);
}
