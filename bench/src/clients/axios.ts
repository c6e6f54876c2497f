import axios from 'axios';
import { path, type Connect } from './client.js';

/** With its default adapter, which on Node is `node:http`. */
export const connect: Connect = ({ apiKey, baseUrl, timeout }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = axios.create({ baseURL: baseUrl, headers, timeout });
  return (body) => client.post(path, body);
};
