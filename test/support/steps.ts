import fc from 'fast-check';
import type { Fault } from '../../src/mock/index.js';

/** One attempt: the server's fault and the caller's abort. */
export interface Step {
  readonly name: string;
  /** The server's fault; without one, connections are refused. */
  readonly fault?: Fault;
  /** True if a client cannot know whether an invite was made. */
  readonly ambiguous: boolean;
  /** The caller aborts just before the request leaves, or while the next try is waited for. */
  readonly abort?: 'sending' | 'waiting';
}

const headers = fc.constantFrom<Record<string, string>>(
  {},
  { 'retry-after': '3' },
  { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' },
  { 'retry-after-ms': '20' },
  { 'retry-after': 'soon' },
  { 'x-should-retry': 'true' },
  { 'x-should-retry': 'false' },
);
const page = fc.constantFrom('', '<html>', '{"error":{"code":"insufficient_quota"}}', '{"id":"x"}');

/** Answers that say that no invite was made. */
const refusal = fc
  .record({
    status: fc.constantFrom(400, 401, 404, 409, 422, 429, 429, 429, 307, 308),
    headers,
    body: page,
  })
  .map((fault): Step => ({ name: String(fault.status), fault, ambiguous: false }));

const throttled = fc.constantFrom('1', 'Thu, 01 Jan 2026 00:00:05 GMT').map((after): Step => ({
  name: '429 with Retry-After',
  fault: { status: 429, headers: { 'retry-after': after } },
  ambiguous: false,
}));

/** Ambiguous answers, with and without an invite. */
const ambiguous = fc
  .tuple(
    fc.boolean(),
    fc.oneof(
      fc.record({
        status: fc.constantFrom(408, 500, 502, 504, 529, 301, 302, 303),
        headers,
        body: page,
      }),
      fc.constantFrom<Fault>(
        { status: 503 },
        { status: 503, headers: { 'retry-after': '1' } },
        { status: 499 },
      ),
      fc.constantFrom<Fault>({ break: 'after-reading' }, { break: 'half-way' }),
      fc.constantFrom<Fault>({ body: '' }, { body: '<html>' }, { status: 204, body: '' }),
    ),
  )
  .map(([invites, fault]): Step => ({
    name: `${JSON.stringify(fault)}, ${invites ? 'made' : 'not made'}`,
    fault: { ...fault, createsInvite: invites },
    ambiguous: true,
  }));

const rare = fc
  .constantFrom<Fault>(
    { break: 'before-reading' },
    { delay: Infinity, createsInvite: true },
    { delay: Infinity, createsInvite: false },
  )
  .map((fault): Step => ({ name: JSON.stringify(fault), fault, ambiguous: true }));

/** Any of them; what may have made the invite ends a call, so it comes less often. */
export const step = fc
  .record({
    met: fc.oneof(
      { weight: 8, arbitrary: refusal },
      { weight: 6, arbitrary: throttled },
      { weight: 5, arbitrary: ambiguous },
      { weight: 1, arbitrary: rare },
      { weight: 4, arbitrary: fc.constant<Step>({ name: 'nobody listens', ambiguous: false }) },
      { weight: 2, arbitrary: fc.constant<Step>({ name: 'invited', fault: {}, ambiguous: true }) },
    ),
    abort: fc.option(fc.constantFrom('sending', 'waiting'), { nil: undefined, freq: 12 }),
  })
  .map(({ met, abort }): Step => (abort === undefined ? met : { ...met, abort }));
