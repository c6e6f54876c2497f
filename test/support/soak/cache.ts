import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** Milliseconds until the first byte of the backend's answer; Varnish waits for 60 s. */
const firstByteTimeout = 80;

const marks = { via: '1.1 varnish (Varnish/7.1)', 'x-varnish': '2', age: '0' };

/**
 * Acts as Varnish 7.1 with its built-in VCL does in front of an API: it passes a POST on once, over
 * a connection that may be an old one, and never again. Every failure before the headers of the
 * answer are complete becomes a 503 with `Retry-After: 5`; one after them breaks the connection.
 */
export class Cache {
  readonly #backend: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  constructor(backend: string) {
    this.#backend = new URL(backend);
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const answer = await this.#fetch(incoming, body).catch(() => undefined);
    if (answer) await deliver(answer, outgoing);
    else
      outgoing
        .writeHead(503, 'Backend fetch failed', { ...marks, 'retry-after': '5' })
        .end('<!DOCTYPE html><h1>Error 503 Backend fetch failed</h1>');
  }

  #fetch(incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { method, url: path } = incoming;
    const { hostname, port } = this.#backend;
    const headers = { ...incoming.headers, via: marks.via, 'x-forwarded-for': '127.0.0.1' };
    const sent = request({ agent: this.#agent, hostname, port, path, method, headers });
    sent.setTimeout(firstByteTimeout, () => sent.destroy());
    return new Promise((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
      sent.on('upgrade', () => {
        reject(new Error('an upgrade that nobody asked for'));
        sent.destroy();
      });
      sent.end(body);
    });
  }
}

async function deliver(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { statusCode = 503, headers } = answer;
  const ofConnection = ['connection', 'keep-alive', 'transfer-encoding'];
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.includes(name));
  outgoing.writeHead(statusCode, { ...Object.fromEntries(kept), ...marks }).flushHeaders();
  await pipeline(answer, outgoing);
}
