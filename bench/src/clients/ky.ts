import ky from 'ky';
import { path, type Connect } from './client.js';

export const connect: Connect = ({ apiKey, baseUrl, ...setup }) => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = ky.create({ prefixUrl: baseUrl, headers, ...setup });
  return (json) => client.post(path.slice(1), { json }).json();
};
