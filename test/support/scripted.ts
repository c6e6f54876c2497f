import { createClientWith } from '../../src/client.js';
import type { Client, ClientOptions } from '../../src/index.js';
import { invite, key } from './calls.js';
import { jumpingClock, type JumpingClock } from './clock.js';

/** The reaction to one request: an answer, or an error that `fetch` throws. */
export type Reaction = (email: string, number: number) => Response | Error | undefined;

/** A client of an in-process organization, with a jumping clock. */
export interface Scripted {
  readonly client: Client;
  readonly clock: JumpingClock;
  /** The addresses of the requests so far. */
  readonly sent: string[];
}

/** @param react undefined makes the invite */
export function scripted(react: Reaction = () => undefined, options: ClientOptions = {}): Scripted {
  const sent: string[] = [];
  const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
    const body = init?.body;
    if (typeof body !== 'string') throw new TypeError('a text was expected');
    const asked = JSON.parse(body) as { email: string; role: string };
    sent.push(asked.email);
    const answer = react(asked.email, sent.length) ?? made(asked);
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
  };
  const clock = jumpingClock();
  const baseUrl = 'https://api.example/v1';
  const client = createClientWith(clock, {
    apiKey: key,
    baseUrl,
    fetch,
    maxRetries: 0,
    ...options,
  });
  return { client, clock, sent };
}

function made(asked: object): Response {
  return Response.json({ ...invite, ...asked, id: `invite-${JSON.stringify(asked).length}` });
}

/** An answer with OpenAI's error envelope. */
export function refusal(status: number, message: string, headers = {}): Response {
  return Response.json({ error: { message, type: 'invalid_request_error' } }, { status, headers });
}

/** The error of `fetch` for a refused connection. */
export function refusedConnection(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return new TypeError('fetch failed', { cause });
}
