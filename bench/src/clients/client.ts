import type { InviteRequest } from '../shared/invite.js';

/** The settings of every client; all others keep their defaults. */
export interface Setup {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  /** Time limit in milliseconds. Default: the client's own. */
  readonly timeout?: number;
}

/** Makes one invite; settles as the library does. */
export type SendInvite = (body: InviteRequest) => Promise<unknown>;

/** Sets a client up, as its documentation shows. */
export type Connect = (setup: Setup) => SendInvite;

/** The path of Create invite below the base URL. */
export const path = '/organization/invites';

/** A time limit set by the caller, for clients without an option for it. */
export function deadline({ timeout }: Setup): { signal?: AbortSignal } {
  return timeout === undefined ? {} : { signal: AbortSignal.timeout(timeout) };
}

/** Aborts work after a time, at the lowest possible cost: no signal is left behind. */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, milliseconds);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
