import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage, seen: Seen) => void;

/** A real HTTP server on a free loopback port for the length of one test. */
export async function serve(answer: Answer): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const now: Seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
      seen.push(now);
      answer(response, request, now);
    });
  });
  const url = `http://${await listen(server)}/v1`;
  return { url, seen };
}

/** Listens on a free loopback port until the test ends; resolves with `host:port`. */
export async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return addressOf(server);
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `127.0.0.1:${address.port}`;
}

/**
 * A loopback address on which nothing listens for the length of one test: it belongs to a connection,
 * so that no server is given it meanwhile.
 */
export async function refusingAddress(): Promise<string> {
  const [host = '', port = ''] = (await listen(createServer())).split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  return `${host}:${socket.localPort ?? 0}`;
}
