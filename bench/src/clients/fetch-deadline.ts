import { path, within, type Connect } from './client.js';

/**
 * Bare `fetch` that gives up after a time, as any client for production has to: the least that a
 * client with a deadline can cost.
 */
export const connect: Connect = ({ apiKey, baseUrl, fetch, timeout = 60_000 }) => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return (json) =>
    within(timeout, async (signal) => {
      const init = { method: 'POST', headers, body: JSON.stringify(json), signal };
      const response = await fetch(`${baseUrl}${path}`, init);
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      const invite: unknown = await response.json();
      return invite;
    });
};
