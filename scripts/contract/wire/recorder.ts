import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Exchange } from '../har.js';

/** A reverse proxy that records the traffic byte for byte. */
export interface Recorder {
  /** Its own address: scheme, host and port. */
  readonly origin: string;
  readonly exchanges: readonly Exchange[];
  readonly close: () => Promise<void>;
}

/** @param target the origin that requests are passed on to */
export async function startRecorder(target: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing, target).then(
      (exchange) => exchanges.push(exchange),
      () => {
        // Nothing came back: the caller sees a broken connection, as it would without a proxy.
        outgoing.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { origin: originOf(server), exchanges, close: () => close(server) };
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The recorder has no port.');
  return `http://127.0.0.1:${address.port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
): Promise<Exchange> {
  const { method = '', url = '', rawHeaders, headers } = incoming;
  const body = await read(incoming);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    send(`${target}${url}`, { method, headers }, resolve).on('error', reject).end(body);
  });
  const answered = await read(answer);
  const { statusCode: status = 0, rawHeaders: answerHeaders } = answer;
  outgoing.writeHead(status, answerHeaders).end(answered);
  return {
    method,
    url: `http://${headers.host ?? ''}${url}`,
    requestHeaders: pairs(rawHeaders),
    requestBody: body.toString('utf8'),
    status,
    responseHeaders: pairs(answerHeaders),
    responseBody: answered.toString('utf8'),
  };
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Node lists names and values in turn. */
function pairs(raw: readonly string[]): { name: string; value: string }[] {
  return raw.flatMap((name, index) => {
    return index % 2 === 0 ? [{ name, value: raw[index + 1] ?? '' }] : [];
  });
}
