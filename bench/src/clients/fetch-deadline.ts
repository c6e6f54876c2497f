import { path, within, type Connect } from './client.js';

/**
 * Bare `fetch` with a time limit, as any client for production needs: the lowest possible cost of a
 * client with a deadline.
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
