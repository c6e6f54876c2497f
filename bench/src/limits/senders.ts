import { createClient } from 'openai-invites';
import { importInvites } from 'openai-invites/bulk';
import OpenAI from 'openai';
import pRetry from 'p-retry';
import pThrottle from 'p-throttle';
import { connect } from '../clients/fetch.js';
import type { SendInvite } from '../clients/client.js';
import { apiKey } from '../shared/invite.js';
import type { Sender } from './simulate.js';

const baseUrl = 'https://api.openai.com/v1';
const concurrency = 4;

/** The same loop for every peer: a few requests at a time, continuing after errors. */
async function loop(emails: readonly string[], send: SendInvite): Promise<void> {
  const rest = emails.values();
  const work = async (): Promise<void> => {
    for (const email of rest) await send({ email, role: 'reader' }).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

const overOpenAI =
  (maxRetries?: number): Sender =>
  (emails, { fetch }) => {
    const client = new OpenAI({ adminAPIKey: apiKey, baseURL: baseUrl, fetch, maxRetries });
    return loop(emails, (body) => client.admin.organization.invites.create(body));
  };

export const ours = 'openai-invites import';

/** By their names in the table. */
export const senders: ReadonlyMap<string, Sender> = new Map<string, Sender>([
  [
    ours,
    (emails, { fetch }) => {
      const rows = emails.map((email) => ({ email, role: 'reader' as const }));
      return importInvites(createClient({ apiKey, baseUrl, fetch }), rows).summary();
    },
  ],
  ['loop over openai', overOpenAI()],
  ['loop over openai, 10 retries', overOpenAI(10)],
  [
    'loop over openai behind p-throttle',
    (emails, { fetch, known }) => overOpenAI()(emails, { known, fetch: pThrottle(known)(fetch) }),
  ],
  [
    'fetch in p-retry, 10 retries',
    (emails, { fetch }) => {
      const send = connect({ apiKey, baseUrl, fetch });
      return loop(emails, (body) => pRetry(() => send(body), { retries: 10 }));
    },
  ],
]);
