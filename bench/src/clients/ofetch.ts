import { ofetch } from 'ofetch';
import { path, type Connect } from './client.js';

export const connect: Connect = ({ apiKey, baseUrl, fetch, ...setup }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = ofetch.create({ baseURL: baseUrl, headers, ...setup }, { fetch });
  return (body) => client(path, { method: 'POST', body });
};
