/** The server in its own process: it answers every request with the invite. */
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
// The parent process is gone.
process.once('disconnect', () => process.exit());
