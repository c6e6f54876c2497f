/** One request of a call, as the server saw it. */
export interface Post {
  /** What the server did with it. */
  readonly behaviour: string;
  /** Whether its answer says for certain that nothing was done. */
  readonly isRefused: boolean;
  /** Whether the answer is sound and complete, and nothing keeps the client from reading it. */
  readonly isWhole: boolean;
  /** 1-based number of the attempt that it belongs to: middleware may send more than one for each. */
  readonly attempt: number;
}

/** The truth about one call, independent of the client. */
export interface Account {
  readonly id: string;
  /** The address that its requests may be for. */
  readonly address: string;
  /** Whether the call ends by itself soon, so that a server may be silent. */
  readonly isHasty: boolean;
  readonly posts: Post[];
  /** Invites that the server made. */
  invites: number;
  /** Requests that must not exist: to another place, or for another address. */
  readonly strays: string[];
  /** Called for each request that arrives. */
  onPost: () => void;
  /** Least milliseconds until the server acts. */
  leastDelay: number;
}

/** Keeps the truth about all calls, by the number that each carries in a header. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();

  open(account: Pick<Account, 'id' | 'address' | 'isHasty'>): Account {
    const opened = {
      ...account,
      posts: [],
      invites: 0,
      strays: [],
      onPost: () => undefined,
      leastDelay: 0,
    };
    this.#accounts.set(account.id, opened);
    return opened;
  }

  find(id: string): Account {
    const account = this.#accounts.get(id);
    if (!account) throw new Error(`a request of an unknown call: ${id}`);
    return account;
  }
}

/** The header that carries the number of a call. */
export const callHeader = 'x-call';

/** The header with the number of the attempt, from middleware that sends requests by itself. */
export const attemptHeader = 'x-attempt';
