import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createClientWith } from '../../src/client.js';
import { InviteError, type Outcome } from '../../src/errors.js';
import { startMockOrganization, type Fault } from '../../src/mock/index.js';
import { jumpingClock } from './clock.js';
import { ada, invite } from './invite.js';

/** A fault and the expected result of a call. */
export interface FaultRow {
  /** Description of the fault for the table. */
  readonly fault: string;
  /** The server's faults, one for each POST. */
  readonly faults?: readonly Fault[];
  /** A server that replaces the mock organization. */
  readonly instead?: 'nobody' | 'nobody at first' | 'no TLS';
  readonly expected: Observed;
}

/** A call as observed from both ends. */
export interface Observed {
  /** POSTs that reached the server. */
  readonly posts: number;
  /** Invites that the server made. */
  readonly invites: number;
  readonly outcome: Outcome;
  /** The class of the error and its code; a dash where the invite was returned. */
  readonly error: string;
  /** Milliseconds between the attempts, with the random number 0.5. */
  readonly waits: readonly number[];
}

/**
 * Time limits in milliseconds: for attempts that must time out, and for the others on a busy
 * machine.
 */
const [short, long] = [300, 30_000];

const apiKey = 'sk-admin-of-the-fault-table';

/** Makes one call with a client of default settings, but for its `fetch`, and watches both ends. */
export async function observe(
  row: Pick<FaultRow, 'faults' | 'instead'>,
  fetch?: typeof globalThis.fetch,
): Promise<Observed> {
  const place = await prepare(row);
  const clock = jumpingClock(place.meanwhile);
  const client = createClientWith(clock, {
    apiKey,
    baseUrl: place.url,
    timeout: isSlow(row) ? short : long,
    fetch,
    onDrift: () => undefined,
  });
  try {
    const call = client.inviteUser(ada);
    const { outcome, error } = await call.then(
      () => ({ outcome: 'invited', error: '–' }) as const,
      failed,
    );
    return { ...place.count(), outcome, error, waits: [...clock.waits] };
  } finally {
    await place.close();
  }
}

function isSlow({ faults = [] }: Pick<FaultRow, 'faults'>): boolean {
  return faults.some(({ delay, drip }) => delay === Infinity || drip !== undefined);
}

function failed(error: unknown): Pick<Observed, 'outcome' | 'error'> {
  if (!(error instanceof InviteError)) throw error;
  return { outcome: error.outcome, error: `${error.name} ${error.code}` };
}

interface Place {
  readonly url: string;
  readonly count: () => Pick<Observed, 'posts' | 'invites'>;
  readonly meanwhile?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function prepare({
  faults = [],
  instead,
}: Pick<FaultRow, 'faults' | 'instead'>): Promise<Place> {
  if (instead === 'no TLS') return noTls();
  if (instead === 'nobody') return nobody();
  if (instead === 'nobody at first') return nobodyAtFirst();
  const organization = await startMockOrganization({ apiKey, faults });
  const { url, requests, invites, close } = organization;
  return { url, count: () => ({ posts: requests.length, invites: invites.length }), close };
}

const none = { posts: 0, invites: 0 };

async function nobody(): Promise<Place> {
  const { url, close } = await startMockOrganization();
  await close();
  return { url, count: () => none, close: () => Promise.resolve() };
}

async function nobodyAtFirst(): Promise<Place> {
  const { url } = await nobody();
  let organization: Awaited<ReturnType<typeof startMockOrganization>> | undefined;
  return {
    url,
    count: () => ({
      posts: organization?.requests.length ?? 0,
      invites: organization?.invites.length ?? 0,
    }),
    meanwhile: async () => {
      organization ??= await startMockOrganization({ apiKey, port: Number(new URL(url).port) });
    },
    close: () => organization?.close() ?? Promise.resolve(),
  };
}

async function noTls(): Promise<Place> {
  const { url, close, requests, invites } = await startMockOrganization();
  const count = () => ({ posts: requests.length, invites: invites.length });
  return { url: url.replace('http:', 'https:'), count, close };
}

const json = JSON.stringify(invite);

const invited = (posts: number, waits: number[] = []): Observed => ({
  posts,
  invites: 1,
  outcome: 'invited',
  error: '–',
  waits,
});
const refused = (posts: number, waits: number[] = []): Observed => ({
  posts,
  invites: 0,
  outcome: 'not-invited',
  error: 'ApiError api',
  waits,
});
const unknown = (error: string, facts: Partial<Observed> = {}): Observed => ({
  posts: 1,
  invites: 0,
  outcome: 'unknown',
  error,
  waits: [],
  ...facts,
});
const unreachable: Observed = {
  posts: 0,
  invites: 0,
  outcome: 'not-invited',
  error: 'ConnectionError connection',
  waits: [1000, 1250],
};
const made = { invites: 1 };
const after = (when: string, date?: string): Fault => ({
  status: 429,
  headers: { 'retry-after': when, ...(date && { date }) },
});
const quota = { error: { code: 'insufficient_quota', message: 'no quota' } };
const twice = { status: 421, headers: {} };
const elsewhere = { location: '/elsewhere' };
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));

/** Every fault with its expected result: the whole policy in one place. */
export const faultTable: readonly FaultRow[] = [
  { fault: 'none', expected: invited(1) },
  {
    fault: '201 instead of 200',
    faults: [{ status: 201, createsInvite: true }],
    expected: invited(1),
  },
  { fault: 'the answer is slow', faults: [{ delay: 50 }], expected: invited(1) },
  ...[400, 401, 403, 404, 409, 410, 422, 425].map((status) => ({
    fault: String(status),
    faults: [{ status }],
    expected: refused(1),
  })),
  {
    fault: '421, which Node.js itself repeats over a new connection',
    faults: [twice, twice],
    expected: refused(2),
  },
  {
    fault: '407, which Node.js hides as a failed connection',
    faults: [{ status: 407 }],
    expected: unknown('ConnectionError connection'),
  },
  {
    fault: '409 with Retry-After',
    faults: [{ status: 409, headers: { 'retry-after': '1' } }],
    expected: refused(1),
  },
  ...[408, 460, 499, 500, 502, 503, 504, 529, 599].map((status) => ({
    fault: `${status}, nothing made`,
    faults: [{ status }],
    expected: unknown('ApiError api'),
  })),
  ...[408, 460, 499, 500, 502, 504].map((status) => ({
    fault: `${status}, although the invite was made`,
    faults: [{ status, createsInvite: true }],
    expected: unknown('ApiError api', made),
  })),
  {
    fault: '500 with x-should-retry: true',
    faults: [{ status: 500, headers: { 'x-should-retry': 'true' } }],
    expected: unknown('ApiError api'),
  },
  {
    fault: '500 with Retry-After',
    faults: [{ status: 500, headers: { 'retry-after': '1' } }],
    expected: unknown('ApiError api'),
  },
  {
    fault: '503 with Retry-After',
    faults: [{ status: 503, headers: { 'retry-after': '2' } }],
    expected: unknown('ApiError api'),
  },
  {
    fault: '503 with Retry-After from a cache, after the invite was made',
    faults: [{ status: 503, headers: { 'retry-after': '5' }, createsInvite: true }],
    expected: unknown('ApiError api', made),
  },
  { fault: '429, once', faults: [{ status: 429 }], expected: invited(2, [6300]) },
  {
    fault: '429, always',
    faults: Array.from({ length: 9 }, () => ({ status: 429 })),
    expected: refused(3, [6300, 18900]),
  },
  { fault: '429 with Retry-After: 7', faults: [after('7')], expected: invited(2, [7000]) },
  { fault: '429 with Retry-After: 0', faults: [after('0')], expected: invited(2) },
  {
    fault: '429 with Retry-After as a date in 9 s',
    faults: [after('Thu, 01 Jan 2026 00:00:09 GMT', 'Thu, 01 Jan 2026 00:00:00 GMT')],
    expected: invited(2, [9000]),
  },
  {
    fault: '429 with Retry-After as a date that is over',
    faults: [after('Wed, 31 Dec 2025 00:00:00 GMT')],
    expected: invited(2),
  },
  { fault: '429 with Retry-After: soon', faults: [after('soon')], expected: invited(2, [6300]) },
  { fault: '429 with Retry-After: -1', faults: [after('-1')], expected: invited(2, [6300]) },
  { fault: '429 with Retry-After: 3600', faults: [after('3600')], expected: refused(1) },
  {
    fault: '429 with retry-after-ms: 250',
    faults: [{ status: 429, headers: { 'retry-after-ms': '250', 'retry-after': '9' } }],
    expected: invited(2, [250]),
  },
  {
    fault: '429, the quota is used up',
    faults: [{ status: 429, body: quota }],
    expected: refused(1),
  },
  {
    fault: '429 with x-should-retry: false',
    faults: [{ status: 429, headers: { 'x-should-retry': 'false' } }],
    expected: refused(1),
  },
  {
    fault: '429 whose page breaks off',
    faults: [{ status: 429, body: 'x'.repeat(100), break: 'half-way' }],
    expected: invited(2, [6300]),
  },
  {
    fault: '429 whose page never ends',
    faults: [{ status: 429, body: 'x'.repeat(100), drip: 100 }],
    expected: invited(2, [6300]),
  },
  {
    fault: '429, then the connection breaks',
    faults: [after('1'), { break: 'after-reading', createsInvite: true }],
    expected: unknown('ConnectionError connection', { ...made, posts: 2, waits: [1000] }),
  },
  {
    fault: '429, then 500',
    faults: [after('1'), { status: 500 }],
    expected: unknown('ApiError api', { posts: 2, waits: [1000] }),
  },
  {
    fault: '429, then 400',
    faults: [after('1'), { status: 400 }],
    expected: refused(2, [1000]),
  },
  {
    fault: 'the connection breaks before the server reads',
    faults: [{ break: 'before-reading' }],
    expected: unknown('ConnectionError connection'),
  },
  {
    fault: 'the connection breaks after the server read',
    faults: [{ break: 'after-reading' }],
    expected: unknown('ConnectionError connection'),
  },
  {
    fault: 'the connection breaks after the invite was made',
    faults: [{ break: 'after-reading', createsInvite: true }],
    expected: unknown('ConnectionError connection', made),
  },
  {
    fault: 'the answer breaks off half-way',
    faults: [{ break: 'half-way' }],
    expected: unknown('DriftError drift', made),
  },
  {
    fault: 'no answer in time',
    faults: [{ delay: Infinity }],
    expected: unknown('TimeoutError timeout', made),
  },
  {
    fault: 'the answer drips too slowly',
    faults: [{ drip: 50 }],
    expected: unknown('TimeoutError timeout', made),
  },
  ...[301, 302, 303].map((status) => ({
    fault: `${status}`,
    faults: [{ status, headers: elsewhere }],
    expected: unknown('ApiError api'),
  })),
  ...[307, 308].map((status) => ({
    fault: `${status}`,
    faults: [{ status, headers: elsewhere }],
    expected: refused(1),
  })),
  {
    fault: '303 after the invite was made',
    faults: [{ status: 303, headers: elsewhere, createsInvite: true }],
    expected: unknown('ApiError api', made),
  },
  ...Object.entries<Fault>({
    '204': { status: 204, body: '' },
    '200 with an empty body': { body: '' },
    "200 with a proxy's sign-in page": { body: '<html>' },
    '200 with JSON that is cut short': { body: json.slice(0, -9) },
    '200 with JSON that is no invite': { body: { object: 'list' } },
    '200 with an error': { body: { error: { message: 'Try again later.' } } },
    "200 with another address's invite": { body: { ...invite, email: 'eve@example.com' } },
    '200 with more than 1 MiB': { body: `"${'x'.repeat(1024 * 1024)}"` },
    '200 with a gzip bomb': { body: bomb, headers: { 'content-encoding': 'gzip' } },
  }).map(([fault, answer]) => ({
    fault,
    faults: [{ ...answer, createsInvite: true }],
    expected: unknown('DriftError drift', made),
  })),
  {
    fault: '200 with an invite that breaks the document',
    faults: [{ body: { ...invite, status: 'snoozed' }, createsInvite: true }],
    expected: invited(1),
  },
  {
    fault: '200 in gzip',
    faults: [
      { body: gzipSync(json), headers: { 'content-encoding': 'gzip' }, createsInvite: true },
    ],
    expected: invited(1),
  },
  {
    fault: '200 in brotli',
    faults: [
      {
        body: brotliCompressSync(json),
        headers: { 'content-encoding': 'br' },
        createsInvite: true,
      },
    ],
    expected: invited(1),
  },
  {
    fault: 'nobody listens',
    instead: 'nobody',
    expected: unreachable,
  },
  { fault: 'nobody listens at first', instead: 'nobody at first', expected: invited(1, [1000]) },
  {
    fault: 'the server does not speak TLS',
    instead: 'no TLS',
    expected: unreachable,
  },
];
