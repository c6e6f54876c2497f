import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Invite } from '../operation.js';
import { answerTo, basePath } from './endpoint.js';
import type { Fault, MatchableRequest } from './fault.js';
import { FaultQueue } from './fault-queue.js';
import { makesInvite, deliver, distort } from './answer.js';
import { pageHeaders, renderPage } from './page.js';

/** Options of {@link startMockOrganization}. */
export interface MockOrganizationOptions {
  /**
   * The port to listen on; 0 picks a free one.
   * @default 0
   */
  readonly port?: number;
  /**
   * The only key that is accepted.
   * @default 'sk-admin-mock'
   */
  readonly apiKey?: string;
  /**
   * Each request takes the first fault that matches it. Without `match` and `times`, that is one
   * fault per request, in order, until none is left.
   */
  readonly faults?: readonly Fault[];
}

/** A request that the mock organization received. */
export interface ReceivedRequest extends MatchableRequest {
  /** The invite that it made, if any, independently of the answer. */
  readonly invite: Invite | undefined;
}

/** A running mock organization. */
export interface MockOrganization {
  /** The base URL for a client. */
  readonly url: string;
  /** The only key that it accepts. */
  readonly apiKey: string;
  /** The invites made so far. An address that was invited twice is listed twice. */
  readonly invites: readonly Invite[];
  /** The requests received so far. */
  readonly requests: readonly ReceivedRequest[];
  /**
   * Appends a fault.
   *
   * @throws {TypeError} if it is invalid.
   */
  readonly addFault: (fault: Fault) => void;
  /** Stops the server at once, open connections included. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a mock organization: a real HTTP server on 127.0.0.1 that behaves as the endpoint does and
 * keeps to the same OpenAPI document. Use it in integration tests. `GET /` shows the invites and
 * the requests in a browser, without the key; it takes no fault and is not listed as a request.
 *
 * @throws {TypeError} if a fault is invalid, and the error of Node.js if the port is invalid or in
 *   use.
 */
export async function startMockOrganization(
  options: MockOrganizationOptions = {},
): Promise<MockOrganization> {
  const { port = 0, apiKey = 'sk-admin-mock', faults = [] } = options;
  const closing = new AbortController();
  const state: State = {
    apiKey,
    invites: [],
    requests: [],
    faults: new FaultQueue(faults),
    signal: closing.signal,
  };
  // Each request that waits listens to it.
  setMaxListeners(0, closing.signal);
  const server = createServer((request, response) => {
    handle(state, request, response).catch(() => {
      response.destroy();
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${portOf(server)}${basePath}`,
    apiKey,
    invites: state.invites,
    requests: state.requests,
    addFault: (fault) => {
      state.faults.add(fault);
    },
    close: () => {
      closing.abort();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

interface State {
  readonly apiKey: string;
  readonly invites: Invite[];
  readonly requests: ReceivedRequest[];
  readonly faults: FaultQueue;
  /** Aborts when the server closes. */
  readonly signal: AbortSignal;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function handle(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url: path = '', headers } = request;
  if ((method === 'GET' || method === 'HEAD') && /^\/(\?|$)/.test(path)) {
    response.writeHead(200, pageHeaders).end(renderPage(state));
    return;
  }
  const unread = state.faults.takeUnread();
  const body = unread ? '' : await text(request);
  const seen = { method, path, headers, body };
  const fault = unread ?? state.faults.take(seen);
  const { answer, invite } = answerTo(state, seen);
  const made = makesInvite(fault) ? invite : undefined;
  if (made) state.invites.push(made);
  state.requests.push({ ...seen, invite: made });
  const requestId = { 'x-request-id': `req_mock_${state.requests.length}` };
  const identified = { ...answer, headers: { ...answer.headers, ...requestId } };
  await deliver(response, distort(identified, fault), { fault, signal: state.signal });
}
