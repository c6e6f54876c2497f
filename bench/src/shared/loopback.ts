/** A process of its own for the server: it answers each request with the invite, nothing else. */
import { createServer } from 'node:http';
import { answer } from './invite.js';
import { listen } from './listen.js';

const headers = { 'content-type': 'application/json', 'x-request-id': 'req_bench' };

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, headers).end(answer);
  });
});
process.send?.(await listen(server));
// Its parent has gone.
process.once('disconnect', () => process.exit());
