/** The server in its own process: it answers every request with an invite for its address. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { answer, field, invite } from './invite.js';
import { listen } from './listen.js';

const headers = { 'content-type': 'application/json', 'x-request-id': 'req_bench' };

const server = createServer((request, response) => {
  void text(request).then((body) => {
    response.writeHead(200, headers).end(answerTo(body));
  });
});

/** An invite for another address would be refused, as a crossed answer. */
function answerTo(body: string): string {
  const email = field(JSON.parse(body), 'email');
  return email === invite.email ? answer : JSON.stringify({ ...invite, email });
}

process.send?.(await listen(server));
// The parent process is gone.
process.once('disconnect', () => process.exit());
