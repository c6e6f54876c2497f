/**
 * Forwards connections from a loopback port to a socket, so that a server is reachable from another
 * network namespace under the same URL.
 *
 *     relay.ts <port> <path of the socket>
 */
import { connect, createServer } from 'node:net';

const [port = '', socket = ''] = process.argv.slice(2);
createServer((incoming) => {
  const outgoing = connect(socket);
  const end = (): void => {
    incoming.destroy();
    outgoing.destroy();
  };
  for (const side of [incoming, outgoing]) side.on('error', end).on('close', end);
  incoming.pipe(outgoing).pipe(incoming);
}).listen(Number(port), '127.0.0.1', () => {
  console.log('ready');
});
