/**
 * A minute on the real clock, over a real socket: how much of a limit of 30 in 10 s an import uses.
 * The server says neither what its limit is nor how long to wait. Exits with 1 below 85 %.
 */
import { slidingWindow } from '../../bench/src/limits/limits.js';
import { importInvites } from '../../src/bulk/index.js';
import { createClient } from '../../src/index.js';
import { startMockOrganization } from '../../src/mock/index.js';

const [count, span, duration] = [30, 10_000, 60_000];
const limit = slidingWindow(count, span);
const isRefused = (): boolean => limit(performance.now()) > 0;
const faults = [{ match: isRefused, times: Infinity, status: 429, body: {} }];
const { url, apiKey, requests, invites, close } = await startMockOrganization({ faults });

const rows = Array.from({ length: 1000 }, (_, n) => ({
  email: `user${n}@example.com`,
  role: 'reader' as const,
}));
const client = createClient({ apiKey, baseUrl: url });
const imported = importInvites(client, rows, { signal: AbortSignal.timeout(duration) });
const { invited, stopped } = await imported.summary();
await close();

// The first window may be used at once, and each of the others when the one before is over.
const possible = count * Math.ceil(duration / span);
const share = invited / possible;
console.log(
  `${invited} of ${possible} possible invites in ${duration / 1000} s (${(100 * share).toFixed(0)} %), ${requests.length - invites.length} refused; ${stopped?.message ?? ''}`,
);
process.exitCode = share >= 0.85 ? 0 : 1;
