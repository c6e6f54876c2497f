import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Cache } from './cache.js';
import type { Ledger } from './ledger.js';
import { RandomServer, type Certificate } from './random-server.js';

export type Target = 'plain' | 'TLS' | 'cache' | 'untrusted TLS' | 'nobody';

/** Where calls can go. */
export interface Stage {
  readonly origins: Readonly<Record<Target, string>>;
  /** Resolves when the servers have done all that they were asked for. */
  readonly close: () => Promise<void>;
}

export interface StageOptions {
  readonly seed: number;
  readonly ledger: Ledger;
  /** `fetch` trusts the first alone. */
  readonly certificates: readonly [trusted: Certificate, untrusted: Certificate];
}

export async function openStage({ seed, ledger, certificates }: StageOptions): Promise<Stage> {
  const [trusted, untrusted] = certificates;
  const plain = new RandomServer({ ledger, seed });
  const tls = new RandomServer({ ledger, seed: seed + 1, certificate: trusted });
  const stranger = new RandomServer({ ledger, seed: seed + 2, certificate: untrusted });
  const backend = new RandomServer({ ledger, seed: seed + 3 });
  const servers = [plain, tls, stranger, backend];
  for (const server of servers) await server.listen();
  const cache = new Cache(backend.origin);
  const nobody = await reserveAddress();
  return {
    origins: {
      plain: plain.origin,
      TLS: tls.origin,
      cache: await cache.listen(),
      'untrusted TLS': stranger.origin,
      nobody: nobody.origin,
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      cache.close();
      nobody.release();
    },
  };
}

/** An address on which nothing listens: it belongs to a connection, so that no server gets it. */
async function reserveAddress(): Promise<{ origin: string; release: () => void }> {
  const server = createServer((socket) => socket.unref()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return {
    origin: `http://127.0.0.1:${socket.localPort ?? 0}`,
    release: () => {
      socket.destroy();
      server.close();
    },
  };
}
