import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer as success } from '../shared/invite.js';
import { close, listen } from '../shared/listen.js';
import type { Answer, Fault } from './faults.js';

/** A server that fails as its fault describes. */
export interface FaultyServer {
  readonly baseUrl: string;
  /** The POSTs that it has read to their end. */
  readonly posts: () => number;
  readonly close: () => Promise<void>;
}

export async function startFaultyServer(fault: Fault): Promise<FaultyServer> {
  let posts = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.method !== 'POST') throw new Error(`The client sent a ${request.method ?? ''}.`);
      deliver(response, fault.answer(posts++));
    });
  });
  const port = await listen(server);
  let listening: Promise<unknown> = Promise.resolve();
  if (fault.listensAfter !== undefined) {
    await close(server);
    listening = sleep(fault.listensAfter).then(() => listen(server, port));
  }
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    posts: () => posts,
    close: async () => {
      await listening;
      await close(server);
    },
  };
}

function deliver(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return;
  if (answer === 'break') {
    response.socket?.destroy();
    return;
  }
  const { status, headers } = answer;
  const error = { message: `This is a ${status}.` };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(status === 200 ? success : JSON.stringify({ error }));
}
