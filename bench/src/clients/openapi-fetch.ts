import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript.js';
import { deadline, path, type Connect } from './client.js';

export const connect: Connect = (setup) => {
  const { apiKey, baseUrl, fetch } = setup;
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = createClient<paths>({ baseUrl, fetch, headers });
  return (body) => client.POST(path, { body, ...deadline(setup) });
};
