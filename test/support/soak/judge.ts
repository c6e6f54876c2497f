import { inspect } from 'node:util';
import { ConnectionError, InviteError, type Outcome } from '../../../src/index.js';
import { apiKey, type Played } from './play.js';

/** One call: its circumstances, its result, and its violations. */
export interface Verdict {
  readonly id: string;
  readonly target: string;
  /** What the server did with the last request of the call. */
  readonly server: string;
  readonly middleware: string;
  readonly caller: string;
  readonly outcome: Outcome;
  readonly posts: number;
  readonly invites: number;
  readonly faults: readonly Fault[];
}

/** A `lie` about the invite, a `double`, or anything `else`. */
export interface Fault {
  readonly kind: 'lie' | 'double' | 'else';
  readonly what: string;
}

/** Compares the result of a call with the truth, when all servers are done. */
export function judge(played: Played): Verdict {
  const { account, target, middleware, caller } = played;
  const { id, posts, invites } = account;
  const outcome = outcomeOf(played);
  return {
    id,
    target,
    server: posts.at(-1)?.behaviour ?? '(no request arrived)',
    middleware,
    caller,
    outcome,
    posts: posts.length,
    invites,
    faults: [...lies(played, outcome), ...doubles(played), ...others(played, outcome)],
  };
}

function outcomeOf({ result }: Played): Outcome {
  if (result.status === 'fulfilled') return 'invited';
  return result.reason instanceof InviteError ? result.reason.outcome : 'unknown';
}

function* lies({ account, result }: Played, outcome: Outcome): Generator<Fault> {
  const lie = (what: string): Fault => ({ kind: 'lie', what });
  if (outcome === 'invited' && account.invites === 0) yield lie('invited, and no invite was made');
  if (outcome === 'not-invited' && account.invites > 0) yield lie('not-invited, and one was made');
  if (result.status === 'fulfilled' && isForAnother(result.value, account.address))
    yield lie("resolved with another address's invite");
}

function isForAnother(invite: unknown, address: string): boolean {
  const email: unknown = invite instanceof Object && Reflect.get(invite, 'email');
  return typeof email === 'string' && email.toLowerCase() !== address;
}

function* doubles({ account: { posts, invites } }: Played): Generator<Fault> {
  const attempts = posts.map(({ attempt }) => attempt);
  // Middleware that sends again by itself may invite twice; another attempt may never follow that.
  const copies = posts.length - new Set(attempts).size;
  if (invites > 1 + copies) yield { kind: 'double', what: `${invites} invites` };
  const last = Math.max(...attempts);
  const doubtful = posts.find(({ isRefused, attempt }) => !isRefused && attempt < last);
  if (doubtful) yield { kind: 'double', what: `sent again after: ${doubtful.behaviour}` };
}

function* others(played: Played, outcome: Outcome): Generator<Fault> {
  const { account, events, result, reports, maxRetries, leftovers } = played;
  const fault = (what: string): Fault => ({ kind: 'else', what });
  for (const stray of account.strays) yield fault(`a request that must not be: ${stray}`);
  if (result.status === 'rejected') {
    if (!(result.reason instanceof InviteError)) yield fault(`thrown: ${String(result.reason)}`);
    if (showsKey(result.reason)) yield fault('the key is in the error');
  }
  const told = JSON.stringify(events);
  if (told.includes(apiKey) || told.includes('@')) yield fault('an event tells too much');
  if (JSON.stringify(reports).includes(apiKey)) yield fault('the key is in a report');
  const last = events.at(-1);
  // A call that ends while it waits for its next attempt has no event of that.
  if (last && !last.next && last.outcome !== outcome) yield fault(`the event says ${last.outcome}`);
  if (outcome === 'unknown' && isKnowable(played)) yield fault('unknown without need');
  if (events.length > maxRetries + 1) yield fault(`${events.length} attempts`);
  if (leftovers > 0) yield fault(`${leftovers} listeners or timers are left`);
}

/** Whether the client was told for certain what became of the invite. */
function isKnowable({ account, target, middleware, result }: Played): boolean {
  if (account.isHasty || !['none', 'passes all on'].includes(middleware)) return false;
  if (target === 'nobody') return true;
  const last = account.posts.at(-1);
  const isRejected = result.status === 'rejected' && result.reason instanceof ConnectionError;
  // `fetch` refuses some sound answers, and the cache may give up before one comes.
  if (!last || isRejected || target === 'cache') return false;
  return last.isRefused || (last.isWhole && last.behaviour === '200, the invite');
}

function showsKey(error: unknown): boolean {
  const texts = [inspect(error, { depth: 20, showHidden: true, getters: true })];
  texts.push(JSON.stringify([error]));
  for (let link = error, depth = 0; link instanceof Error && depth < 20; link = link.cause, depth++)
    texts.push(link.name, link.message, link.stack ?? '');
  return texts.some((text) => text.includes(apiKey));
}
