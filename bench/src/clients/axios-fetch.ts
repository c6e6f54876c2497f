import axios from 'axios';
import { path, type Connect } from './client.js';

/** With its fetch adapter. */
export const connect: Connect = ({ apiKey, baseUrl, fetch, ...setup }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const options = { baseURL: baseUrl, headers, ...setup };
  const client = axios.create({ ...options, adapter: 'fetch', env: { fetch } });
  return (body) => client.post(path, body);
};
