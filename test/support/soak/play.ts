import { getEventListeners } from 'node:events';
import { createClientWith } from '../../../src/client.js';
import type { Fetch } from '../../../src/http/runtime.js';
import type { AttemptEvent, DriftReport } from '../../../src/index.js';
import { jumpingClock } from '../clock.js';
import { drawCaller } from './caller.js';
import { callHeader, type Account, type Ledger } from './ledger.js';
import { dispatch, drawInterference, untouched, type Interference } from './middleware.js';
import { Random } from './random.js';
import type { Stage, Target } from './stage.js';

/** One call: what it met and what it said. Its account may still change. */
export interface Played {
  readonly account: Account;
  readonly target: Target | 'nobody at first' | 'nobody later';
  readonly middleware: string;
  readonly caller: string;
  readonly events: readonly AttemptEvent[];
  readonly reports: readonly DriftReport[];
  readonly result: PromiseSettledResult<unknown>;
  readonly maxRetries: number;
  /** Listeners on the caller's signal, and timers of the client. */
  readonly leftovers: number;
}

export interface PlayContext {
  readonly seed: number;
  readonly ledger: Ledger;
  readonly stage: Stage;
  readonly fetch: Fetch;
}

/** The key of every call; it must never come out of the client again. */
export const apiKey = 'sk-admin-never-to-be-seen-0123456789';

/** Lets one client make some calls at the same time. */
export async function playClient(number: number, context: PlayContext): Promise<Played[]> {
  const { seed, ledger, stage } = context;
  const random = new Random(seed, 'client', number);
  const target = drawTarget(random);
  const clock = jumpingClock();
  const reports: DriftReport[] = [];
  const isAbsent = target === 'nobody at first' || target === 'nobody later';
  const client = createClientWith(clock, {
    apiKey,
    baseUrl: `${stage.origins[isAbsent ? 'plain' : target]}/v1`,
    onDrift: random.chance(0.5) ? 'throw' : (report) => reports.push(report),
    maxRetryDelay: random.pick([60_000, 1_000]),
    fetch: isAbsent ? absent(context, target, random.below(4)) : context.fetch,
  });
  const interferences = new Map<string, Interference>();
  const isTouched = random.chance(0.6);
  if (isTouched) client.api.use(dispatch((id) => interferences.get(id) ?? untouched));
  const shared = {};
  const call = async (index: number): Promise<Omit<Played, 'reports'>> => {
    const id = `${number}-${index}`;
    const address = `user-${id}@example.com`;
    const account = ledger.open({ id, address, isHasty: random.chance(0.25) });
    const { nobody } = stage.origins;
    const middleware = isTouched ? drawInterference(random, account, nobody) : untouched;
    interferences.set(id, middleware);
    const drawn = drawCaller(random, account, shared);
    const { name: caller, body, options, afterwards, overdue } = drawn;
    const events: AttemptEvent[] = [];
    const onAttempt = (event: AttemptEvent): unknown => events.push(event);
    const invite = (...args: Parameters<typeof client.inviteUser>) => client.inviteUser(...args);
    const invited: unknown = Reflect.apply(invite, undefined, [body, { ...options, onAttempt }]);
    afterwards();
    const [result] = await Promise.allSettled([Promise.race([endOf(invited), overdue])]);
    const leftovers = getEventListeners(options.signal, 'abort').length;
    return {
      account,
      target,
      middleware: middleware.name,
      caller,
      events,
      result,
      maxRetries: options.maxRetries,
      leftovers,
    };
  };
  const played = await Promise.all(Array.from({ length: 1 + random.below(6) }, (_, i) => call(i)));
  return played.map((one) => ({ ...one, reports, leftovers: one.leftovers + clock.pending() }));
}

/** @throws {@link Error} where a call lasts longer than its timeout and all that surrounds it. */
async function endOf(invited: unknown): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, 90_000, new Error('the call did not end'));
  });
  return Promise.race([invited, late]).finally(() => {
    clearTimeout(timer);
  });
}

function drawTarget(random: Random): Played['target'] {
  return random.weighted<Played['target']>([
    [42, 'plain'],
    [26, 'TLS'],
    [22, 'cache'],
    [3, 'untrusted TLS'],
    [3, 'nobody'],
    [4, 'nobody at first'],
    [4, 'nobody later'],
  ]);
}

/** A `fetch` whose first attempts of each call, or all but those, go where nobody listens. */
function absent({ stage: { origins }, fetch }: PlayContext, when: string, count: number): Fetch {
  const attempts = new Map<string, number>();
  return (url, init) => {
    const id = new Headers(init.headers).get(callHeader) ?? '';
    const made = attempts.get(id) ?? 0;
    attempts.set(id, made + 1);
    const isAbsent = made < count === (when === 'nobody at first');
    return fetch(isAbsent ? url.replace(origins.plain, origins.nobody) : url, init);
  };
}
