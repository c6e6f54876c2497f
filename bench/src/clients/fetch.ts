import { deadline, path, type Connect } from './client.js';

/** The baseline: `fetch`, a check of the status, the JSON. */
export const connect: Connect = (setup) => {
  const { apiKey, baseUrl, fetch } = setup;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return async (json) => {
    const init = { method: 'POST', headers, body: JSON.stringify(json), ...deadline(setup) };
    const response = await fetch(`${baseUrl}${path}`, init);
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const invite: unknown = await response.json();
    return invite;
  };
};
