import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { MockOrganization } from '../../../src/mock/index.js';
import { invite } from '../../support/invite.js';

/** The addresses and the key that a program in a runtime needs. */
export interface Site {
  /** A mock organization. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Another API, which answers one request and loses each later one after it has read it. */
  readonly trapUrl: string;
}

/** The servers that a program calls. */
export interface Stage extends Site {
  /** Serves a page that reaches both APIs under its own origin, at `/v1` and `/trap/v1`. */
  readonly pageUrl: string;
  /** Gives the page its script. */
  readonly setScript: (script: string) => void;
  /** What the page posts to `/findings`. */
  readonly findings: Promise<string>;
  /** Number of POSTs that reached the trap: two, unless the runtime repeats the lost one. */
  readonly trapped: () => number;
  readonly close: () => Promise<void>;
}

/** @param organization closed with the stage */
export async function setStage(organization: MockOrganization): Promise<Stage> {
  const trap = makeTrap();
  let script = '';
  let found: (findings: string) => void = () => undefined;
  const findings = new Promise<string>((resolve) => {
    found = resolve;
  });
  const server = await listen(async (path, response, key, body) => {
    if (path.startsWith('/trap/')) trap.answer(response);
    else if (path.startsWith('/v1/')) {
      const headers = { 'content-type': 'application/json', authorization: key };
      const url = new URL(path, organization.url);
      const answer = await fetch(url, { method: 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    } else if (path === '/script.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else {
      if (path === '/findings') found(body);
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/script.js"></script>');
    }
  });
  return {
    baseUrl: organization.url,
    apiKey: organization.apiKey,
    trapUrl: `${server.url}/trap/v1`,
    pageUrl: server.url,
    setScript: (text) => {
      script = text;
    },
    findings,
    trapped: trap.count,
    close: async () => {
      await Promise.all([organization.close(), server.close()]);
    },
  };
}

/**
 * Keeps the connection open after the first answer, and closes it without an answer to a later
 * request.
 */
function makeTrap() {
  let posts = 0;
  return {
    count: () => posts,
    answer: (response: ServerResponse): void => {
      if (posts++ > 0) response.socket?.destroy();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(invite));
    },
  };
}

async function listen(
  answer: (path: string, response: ServerResponse, key: string, body: string) => Promise<void>,
) {
  const listener: RequestListener = (request, response) => {
    const { url = '', headers } = request;
    text(request)
      .then((body) => answer(url, response, headers.authorization ?? '', body))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
