import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { drawBehaviour } from './behaviour.js';
import { Conversation } from './conversation.js';
import { attemptHeader, callHeader, type Account, type Ledger } from './ledger.js';
import { Random } from './random.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The only request that makes invites. */
const requestLine = 'POST /v1/organization/invites HTTP/1.1\r\n';

/** An HTTP server on raw sockets, plain or TLS, that behaves at random and notes what it did. */
export class RandomServer {
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #certificate: Certificate | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<Promise<void>>();
  #connections = 0;

  constructor(options: { ledger: Ledger; seed: number; certificate?: Certificate }) {
    this.#ledger = options.ledger;
    this.#seed = options.seed;
    this.#certificate = options.certificate;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accept(socket);
    });
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** Resolves when all that the server was asked for is done, and its connections are closed. */
  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#running);
  }

  #accept(raw: Socket): void {
    this.#sockets.add(raw);
    raw.on('close', () => this.#sockets.delete(raw)).on('error', () => undefined);
    const random = new Random(this.#seed, 'connection', this.#connections++);
    if (random.chance(0.04)) raw.resetAndDestroy();
    else if (!this.#certificate) this.#start(new Conversation(raw, raw));
    else if (random.chance(0.03)) raw.end('This is no TLS.\r\n');
    else {
      const socket = new TLSSocket(raw, { isServer: true, ...this.#certificate });
      if (random.chance(0.03)) socket.once('secure', () => raw.destroy());
      this.#start(new Conversation(socket, raw));
    }
  }

  #start(conversation: Conversation): void {
    const talk = async (): Promise<void> => {
      while (await this.#answerNext(conversation));
    };
    const done = talk().finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** @returns whether another request may follow */
  async #answerNext(conversation: Conversation): Promise<boolean> {
    const head = await conversation.readHead();
    if (head === undefined) return false;
    const account = this.#ledger.find(headerIn(head, callHeader));
    if (!head.startsWith(requestLine)) account.strays.push(head.split('\r\n')[0] ?? '');
    return this.#behave(conversation, account, head);
  }

  async #behave(conversation: Conversation, account: Account, head: string): Promise<boolean> {
    const random = new Random(this.#seed, 'behaviour', account.id, account.posts.length);
    const { address, isHasty, posts } = account;
    const elsewhere = random.pick(['/v1/elsewhere', `${this.origin}/elsewhere`]);
    const question = { address, elsewhere, authorization: headerIn(head, 'authorization') };
    const behaviour = drawBehaviour(random, question, isHasty);
    const { name, isRefused, isWhole, reads, invites, delay, pieces, ending } = behaviour;
    const attempt = Number(headerIn(head, attemptHeader)) || posts.length + 1;
    posts.push({ behaviour: name, isRefused, isWhole, attempt });
    account.onPost();
    if (reads === 'all') {
      const body = await conversation.read(Number(headerIn(head, 'content-length')));
      if (body === undefined) return false;
      // Node.js itself repeats a request after 421, and leaves the body out: that invites nobody.
      if (body !== '' && addressIn(body) !== address) account.strays.push(body);
    }
    if (ending === 'half-close') conversation.end();
    const wait = Math.max(delay, account.leastDelay);
    if (wait > 0) await setTimeout(wait);
    else for (let turns = random.below(6); turns > 0; turns--) await setImmediate();
    if (invites) account.invites++;
    for (const piece of pieces) {
      conversation.write(piece);
      await setImmediate();
    }
    return conversation.finish(ending);
  }
}

function headerIn(head: string, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}

function addressIn(body: string): string {
  return /"email":"([^"]*)"/.exec(body)?.[1] ?? '';
}
