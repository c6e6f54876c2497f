import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseJson } from '../json.js';
import { findViolations } from '../violations.js';
import { checkRequest, keyHeader, keyPrefix, operation, type Invite } from '../operation.js';
import type { Fault } from './fault.js';
import { FaultQueue } from './fault-queue.js';
import { carriesOut, deliver, distort, type MockAnswer } from './faults.js';
import { makeInvite, NoSampleError, successStatus } from './invites.js';
import { canList, listInvites } from './list.js';
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
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
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
  /** Appends a fault. */
  readonly addFault: (fault: Fault) => void;
  /** Stops the server at once, open connections included. */
  readonly close: () => Promise<void>;
}

/** Maximum number of bytes read of a request body. */
const maxBody = 1024 * 1024;

/**
 * Starts a mock organization: a real HTTP server on 127.0.0.1 that behaves as the endpoint does and
 * keeps to the same OpenAPI document. Use it in integration tests. `GET /` shows the invites and
 * the requests in a browser, without the key; it takes no fault and is not listed as a request.
 */
export async function startMockOrganization(
  options: MockOrganizationOptions = {},
): Promise<MockOrganization> {
  const { port = 0, apiKey = 'sk-admin-mock', faults = [] } = options;
  const state: State = { apiKey, invites: [], requests: [], faults: new FaultQueue(faults) };
  const closing = new AbortController();
  const server = createServer((request, response) => {
    handle(state, request, response, closing.signal).catch(() => {
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
}

/** The path of the document's server URL. */
const basePath = new URL(operation.server, 'http://localhost').pathname.replace(/\/$/, '');

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
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
  signal: AbortSignal,
): Promise<void> {
  const { method = '', url: path = '', headers } = request;
  if (method === 'GET' && path === '/') {
    response.writeHead(200, pageHeaders).end(renderPage(state));
    return;
  }
  let fault = state.faults.takeUnbound();
  const body = fault?.break === 'before-reading' ? '' : await read(request);
  const seen = { method, path, headers, body };
  fault ??= state.faults.take(seen);
  if (fault.break === 'before-reading') {
    state.requests.push({ ...seen, invite: undefined });
    request.socket.destroy();
    return;
  }
  const { answer, invite } = answerTo(state, request, body);
  const made = carriesOut(fault) ? invite : undefined;
  if (made) state.invites.push(made);
  state.requests.push({ ...seen, invite: made });
  const requestId = { 'x-request-id': `req_mock_${state.requests.length}` };
  const identified = { ...answer, headers: { ...answer.headers, ...requestId } };
  const answered = distort(identified, fault);
  await deliver(response, answered, fault, signal);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.byteLength;
    if (size <= maxBody) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Outcome {
  readonly answer: MockAnswer;
  readonly invite?: Invite;
}

/** The endpoint's answer to a request; the checks are in the order of a real server. */
function answerTo(state: State, request: IncomingMessage, body: string): Outcome {
  const [path, query] = (request.url ?? '').split('?');
  if (path !== `${basePath}${operation.path}`)
    return refuse(404, `Invalid URL (${request.method ?? ''} ${path ?? ''})`);
  const method = operation.method.toUpperCase();
  const isListing = request.method === 'GET' && canList;
  if (request.method !== method && !isListing)
    return refuse(405, `Not allowed to ${request.method ?? ''} here.`, null, { allow: method });
  if (request.headers[keyHeader.toLowerCase()] !== `${keyPrefix}${state.apiKey}`)
    return refuse(401, 'Incorrect API key provided.', null);
  if (!isListing) return invite(state, body);
  return { answer: toAnswer(200, listInvites(state.invites, new URLSearchParams(query))) };
}

function invite(state: State, body: string): Outcome {
  const json = parseJson(body);
  if (json === undefined) return refuse(400, 'The body is not JSON.');
  if (!checkRequest(json)) return refuseBody(json);
  try {
    const made = makeInvite(json, state.invites.length + 1, Math.floor(Date.now() / 1000));
    return { answer: toAnswer(successStatus, made), invite: made };
  } catch (error) {
    if (error instanceof NoSampleError) return refuse(501, error.message);
    throw error;
  }
}

function refuseBody(json: unknown): Outcome {
  const [violation] = findViolations(checkRequest, json);
  const { pointer = '', expected = '', received: got = '' } = violation ?? {};
  const param = pointer.slice(1).replaceAll('/', '.');
  return refuse(400, `Invalid '${param}': expected ${expected}, got ${got}.`, param);
}

/** OpenAI's error envelope. */
function refuse(
  status: number,
  message: string,
  param: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): Outcome {
  const code = status === 401 ? 'invalid_api_key' : null;
  const error = { message, type: 'invalid_request_error', param, code };
  return { answer: toAnswer(status, { error }, headers) };
}

function toAnswer(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): MockAnswer {
  const type = { 'content-type': 'application/json' };
  return {
    status,
    headers: { ...type, ...headers },
    body: json === undefined ? '' : JSON.stringify(json),
  };
}
