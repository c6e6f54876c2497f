import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { listen } from './server.js';

/** A TLS server that forwards to a plain one, with its certificate. */
export async function wrapInTls(
  target: URL,
  hosts: readonly string[],
): Promise<{ port: number; certificate: string }> {
  const [name = ''] = hosts;
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) }],
  });
  const server = createServer({ key, cert }, (socket) => {
    const plain = connect(Number(target.port), target.hostname);
    for (const end of [socket, plain]) end.on('error', () => socket.destroy());
    socket.pipe(plain).pipe(socket);
  });
  const address = await listen(server);
  return { port: Number(new URL(`https://${address}`).port), certificate: cert };
}
