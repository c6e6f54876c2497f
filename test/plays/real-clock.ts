/**
 * A minute on the real clock, over a real socket: how much of a limit of 30 in 10 s an import uses.
 * The server says neither what its limit is nor how long to wait. Exits with 1 below 85 %.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../src/index.js';
import { importInvites } from '../../src/bulk/index.js';

const [count, span, duration] = [30, 10_000, 60_000];
const passed: number[] = [];
let refused = 0;

const server = createServer((request, response) => {
  request.setEncoding('utf8');
  let body = '';
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const now = performance.now();
    const isFree = passed.filter((at) => at > now - span).length < count;
    if (isFree) passed.push(now);
    else refused++;
    const { email, role } = JSON.parse(body) as { email: string; role: string };
    const times = { invited_at: 1, expires_at: 2 };
    const invite = { object: 'organization.invite', id: `invite-${passed.length}`, email, role };
    response.writeHead(isFree ? 200 : 429, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isFree ? { ...invite, status: 'pending', ...times } : {}));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const client = createClient({ apiKey: 'sk-admin-play', baseUrl: `http://127.0.0.1:${port}` });
const rows = Array.from({ length: 1000 }, (_, n) => ({
  email: `user${n}@example.com`,
  role: 'reader' as const,
}));

const imported = importInvites(client, rows, { signal: AbortSignal.timeout(duration) });
const { invited, stopped } = await imported.summary();
server.close();
server.closeAllConnections();

// The first window may be used at once, and each of the others when the one before is over.
const possible = count * Math.ceil(duration / span);
const share = invited / possible;
console.log(
  `${invited} of ${possible} possible invites in ${duration / 1000} s (${(100 * share).toFixed(0)} %), ${refused} refused; ${stopped?.message ?? ''}`,
);
process.exitCode = share >= 0.85 ? 0 : 1;
