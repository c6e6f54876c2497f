import type { InviteRequest } from '../shared/invite.js';

/** What every client is given; all else stays at its default. */
export interface Setup {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  /** Milliseconds until the client gives up; without it, whatever is the client's default. */
  readonly timeout?: number;
}

/** Makes one invite; settles with what the library gives its caller. */
export type SendInvite = (body: InviteRequest) => Promise<unknown>;

/** Sets a client up, as its documentation shows. */
export type Connect = (setup: Setup) => SendInvite;

/** The path of Create invite below the base URL. */
export const path = '/organization/invites';

/** How a caller bounds the time of a client that has no option for it. */
export function deadline({ timeout }: Setup): { signal?: AbortSignal } {
  return timeout === undefined ? {} : { signal: AbortSignal.timeout(timeout) };
}

/** Ends work after a time, at the least that this can cost: no signal is left behind. */
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
