import type { Socket } from 'node:net';
import type { Ending } from './behaviour.js';

/** One connection as the server sees it, read only as far as it is wanted. */
export class Conversation {
  readonly #socket: Socket;
  readonly #raw: Socket;
  #received = Buffer.alloc(0);
  #isEnded = false;
  #wake = (): void => undefined;

  /** @param raw carries the socket, where that is TLS */
  constructor(socket: Socket, raw: Socket) {
    this.#socket = socket;
    this.#raw = raw;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('error', () => raw.destroy());
    for (const event of ['end', 'close']) socket.on(event, this.#stop);
    raw.on('close', this.#stop);
  }

  /** Undefined where the client says nothing more. */
  async readHead(): Promise<string | undefined> {
    const size = (): number => this.#received.indexOf('\r\n\r\n') + 4;
    while (size() < 4) if (!(await this.#more())) return undefined;
    return this.read(size());
  }

  /** @param size bytes */
  async read(size: number): Promise<string | undefined> {
    while (this.#received.length < size) if (!(await this.#more())) return undefined;
    const text = this.#received.toString('utf8', 0, size);
    this.#received = this.#received.subarray(size);
    return text;
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Ends the server's side alone. */
  end(): void {
    this.#socket.end();
  }

  /** @returns whether another request may follow */
  finish(ending: Ending): boolean {
    if (ending === 'keep') return true;
    if (ending === 'destroy') this.#raw.destroy();
    else if (ending === 'reset') this.#raw.resetAndDestroy();
    else if (ending !== 'silence') this.#socket.end();
    return false;
  }

  readonly #stop = (): void => {
    this.#isEnded = true;
    this.#wake();
  };

  async #more(): Promise<boolean> {
    if (this.#isEnded) return false;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return true;
  }
}
