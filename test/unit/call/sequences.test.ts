import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClientWith } from '../../../src/client.js';
import { InviteError, TimeoutError, type Outcome } from '../../../src/errors.js';
import { startMockOrganization } from '../../../src/mock/index.js';
import { ada, expectNoKey, key } from '../../support/calls.js';
import { jumpingClock } from '../../support/clock.js';
import { rounds } from '../../support/rounds.js';
import { refusingAddress } from '../../support/server.js';
import { step, type Step } from '../../support/steps.js';

interface Seen {
  readonly outcome: Outcome;
  readonly invites: number;
  /** The steps that were met by a request which reached the server. */
  readonly posted: readonly Step[];
  readonly sent: readonly Step[];
  readonly timers: number;
  /** Whether the attempt's time ran out, as it may at any step of a busy machine. */
  readonly timedOut: boolean;
}

/** Where nobody listens. */
let closed = '';

/** One call through all the steps; after them the server behaves. */
async function live(steps: readonly Step[], maxRetries: number): Promise<Seen> {
  const faults = steps.flatMap(({ fault }) => fault ?? []);
  const organization = await startMockOrganization({ apiKey: key, faults });
  const caller = new AbortController();
  const sent: Step[] = [];
  const clock = jumpingClock(() => {
    if (sent.at(-1)?.abort === 'waiting') caller.abort();
    return Promise.resolve();
  });
  const client = createClientWith(clock, {
    apiKey: key,
    baseUrl: organization.url,
    timeout: 100,
    maxRetries,
    fetch: (input, init) => {
      const met = steps[sent.length] ?? { name: 'invited', fault: {}, ambiguous: true };
      sent.push(met);
      if (met.abort === 'sending') caller.abort();
      return met.fault ? fetch(input, init) : fetch(closed, { method: 'POST' });
    },
  });
  let timedOut = false;
  const outcome = await client.inviteUser(ada, { signal: caller.signal }).then(
    (): Outcome => 'invited',
    (error: unknown): Outcome => {
      expectNoKey(error);
      if (!(error instanceof InviteError)) throw error;
      timedOut = error instanceof TimeoutError;
      return error.outcome;
    },
  );
  await organization.close();
  const { invites, requests } = organization;
  const posted = sent.filter(({ fault }) => fault).slice(0, requests.length);
  return { outcome, invites: invites.length, posted, sent, timers: clock.pending(), timedOut };
}

const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);

beforeEach(async () => {
  closed = `http://${await refusingAddress()}`;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

/** How many sockets and timers keep this process alive. */
function resources(): number {
  const names = process.getActiveResourcesInfo();
  return names.filter((name) => name === 'Timeout' || name === 'TCPSocketWrap').length;
}

function expectTruth({ outcome, invites, posted, sent, timers, timedOut }: Seen): void {
  const names = sent.map(({ name }) => name).join(' → ');
  expect(posted.filter((met) => met.ambiguous).length, names).toBeLessThanOrEqual(1);
  expect(invites, names).toBeLessThanOrEqual(outcome === 'not-invited' ? 0 : 1);
  if (outcome === 'invited') expect(invites, names).toBe(1);
  const last = sent.at(-1);
  const doubtful = last?.ambiguous === true || last?.abort !== undefined || timedOut;
  if (outcome === 'unknown') expect(doubtful, names).toBe(true);
  expect(timers, names).toBe(0);
}

test('whatever a server does, at most one request may have taken effect, and the outcome is true', async () => {
  const before = resources();
  const call = fc.tuple(fc.array(step, { maxLength: 6 }), fc.integer({ min: 0, max: 6 }));
  // Many at a time, since some of them wait for a deadline.
  const batches = fc.array(call, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      const seen = await Promise.all(batch.map(([steps, retries]) => live(steps, retries)));
      seen.forEach(expectTruth);
    }),
    { numRuns: rounds(15) },
  );
  for (let turn = 0; turn < 1000 && resources() > before; turn++) await new Promise(setImmediate);
  expect(resources()).toBeLessThanOrEqual(before);
  expect(rejections).toEqual([]);
}, 300_000);
