import OpenAI from 'openai';
import type { Connect } from './client.js';

export const connect: Connect = ({ apiKey, baseUrl, ...setup }) => {
  const client = new OpenAI({ adminAPIKey: apiKey, baseURL: baseUrl, ...setup });
  return (body) => client.admin.organization.invites.create(body);
};
