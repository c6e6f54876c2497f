/**
 * A server in its own process that records each POST on disk and sometimes fails; its records
 * survive the killed clients. The first fault of an address is its last. After `{ posts }`, it
 * answers that many, says that it did, and holds the others until the next message.
 *
 *     recording-server.ts <log> [<path of a socket to listen on as well>]
 */
import { appendFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { invite } from './invite.js';

const [log = '', socket] = process.argv.slice(2);
const met = new Set<string>();
let left = Infinity;
const held: (() => void)[] = [];

process.on('message', ({ posts = Infinity }: { posts?: number }) => {
  left = posts;
  for (const record of held.splice(0)) record();
});

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  const record = (): void => {
    const { email, role } = JSON.parse(body) as { email: string; role: string };
    const number = Number(/\d+/.exec(email)?.[0]);
    const fault = met.has(email) ? undefined : number % 40;
    met.add(email);
    const effect = answer(response, fault, { email, role, number });
    appendFileSync(log, `${JSON.stringify({ email, effect })}\n`);
  };
  request.on('end', () => {
    if (left === 0) {
      held.push(record);
      return;
    }
    record();
    left--;
    if (left === 0) process.send?.('answered');
  });
});

interface Asked {
  readonly email: string;
  readonly role: string;
  readonly number: number;
}

/** Answers, and says what the POST did. */
function answer(response: ServerResponse, fault: number | undefined, asked: Asked): string {
  if (fault === 1) {
    response.socket?.destroy();
    return 'made, not answered';
  }
  if (fault === 2) {
    response.writeHead(500).end();
    return 'nothing, but who knows';
  }
  // Rare, since the client paces itself for a while after a refusal.
  if (fault === 3 && asked.number % 4000 === 403) {
    response.writeHead(429, { 'retry-after-ms': '5' }).end();
    return 'refused';
  }
  const { email, role, number } = asked;
  const made = { ...invite, id: `invite-${number}`, email, role };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made));
  return 'made';
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const tell = (): void => {
    process.send?.({ port });
  };
  if (socket === undefined) tell();
  // Through it, other network namespaces reach the same server.
  else createServer(server.listeners('request')[0] as RequestListener).listen(socket, tell);
});
