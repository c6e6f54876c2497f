import type { Connect } from '../clients/client.js';
import { apiKey, request } from '../shared/invite.js';
import type { Fault } from './faults.js';
import { startFaultyServer } from './server.js';
import { listenTo } from './told.js';

/** One client's calls under one fault, as seen from both ends. */
export interface Observation {
  /** The POSTs of each call, in ascending order. */
  readonly posts: readonly number[];
  /** The most invites that one call can have made. */
  readonly invites: number;
  /** How the calls ended, most common first, with the number of calls. */
  readonly told: readonly { readonly ending: string; readonly clue: string; calls: number }[];
}

/** Makes the calls of one cell of the table, all at the same time. */
export async function observe(fault: Fault, connect: Connect): Promise<Observation> {
  const calls = Array.from({ length: fault.calls ?? 1 }, () => callOnce(fault, connect));
  const seen = await Promise.all(calls);
  const told = new Map<string, Observation['told'][number]>();
  for (const { ending, clue } of seen) {
    const known = told.get(ending + clue) ?? { ending, clue, calls: 0 };
    known.calls++;
    told.set(ending + clue, known);
  }
  return {
    posts: seen.map(({ posts }) => posts).sort((a, b) => a - b),
    invites: Math.max(...seen.map(({ invites }) => invites)),
    told: [...told.values()].sort((a, b) => b.calls - a.calls),
  };
}

async function callOnce(fault: Fault, connect: Connect) {
  const server = await startFaultyServer(fault);
  const { baseUrl } = server;
  const timeout = fault.timeout === undefined ? {} : { timeout: fault.timeout };
  const told = await listenTo(connect({ baseUrl, apiKey, fetch, ...timeout })(request));
  await server.close();
  const posts = server.posts();
  const made = told.ending === 'the invite' ? 1 : 0;
  return { ...told, posts, invites: fault.mayHaveInvited ? posts : made };
}
