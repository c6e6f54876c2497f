import { describe, expect, test } from 'vitest';
import { toApiError } from '../../../src/outcome/error-response.js';
import { readRetryAfter } from '../../../src/outcome/retry-after.js';
import { ConnectionError, InviteError, TimeoutError } from '../../../src/errors.js';
import { ruleFor } from '../../../src/outcome/statuses.js';
import { isRateLimited, mayRetry, retryDelay } from '../../../src/call/retry.js';

const now = Date.UTC(2026, 0, 1);

function answered(status: number, headers: Record<string, string> = {}, body?: unknown) {
  const response = { status, headers: new Headers(headers), requestId: undefined };
  const { outcome } = ruleFor(status);
  return toApiError(body, response, { redact: (text) => text, now, outcome });
}

describe('mayRetry', () => {
  test.each<[string, InviteError, boolean]>([
    ['nothing was sent', new ConnectionError('x', 'not-invited'), true],
    ['the connection broke', new ConnectionError('x', 'unknown'), false],
    ['the time ran out', new TimeoutError('x', 'unknown'), false],
    ['429', answered(429), true],
    ['429 with a server that says no', answered(429, { 'x-should-retry': 'false' }), false],
    ['429 without quota', answered(429, {}, { error: { code: 'insufficient_quota' } }), false],
    [
      '429 without quota, by type',
      answered(429, {}, { error: { type: 'insufficient_quota' } }),
      false,
    ],
    ['503 with Retry-After', answered(503, { 'retry-after': '1' }), false],
    ['503', answered(503), false],
    ['503 with a server that says yes', answered(503, { 'x-should-retry': 'true' }), false],
    ['500 with a server that says yes', answered(500, { 'x-should-retry': 'true' }), false],
    ['500 with Retry-After', answered(500, { 'retry-after': '1' }), false],
    ['408', answered(408), false],
    ['409', answered(409), false],
    ['409 with Retry-After', answered(409, { 'retry-after': '1' }), false],
    ['400', answered(400), false],
    ['307', answered(307), false],
  ])('%s: %#', (_name, error, expected) => {
    expect(mayRetry(error)).toBe(expected);
  });
});

describe('readRetryAfter', () => {
  test.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': ' 7 ' }, 7000],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '5 apples' }, undefined],
    [{ 'retry-after': 'apples 5' }, undefined],
    [{ 'retry-after': '1e3' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '99999999999' }, 99_999_999_999_000],
    [{ 'retry-after': '9'.repeat(400) }, Infinity],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Thursday, 01-Jan-26 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Thu Jan  1 00:00:09 2026' }, 9000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'retry-after': 'Thu, 99 Jan 2026 00:00:09 GMT' }, undefined],
    [
      { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT', date: 'Thu, 01 Jan 2026 00:00:04 GMT' },
      5000,
    ],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT', date: 'yesterday' }, 9000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    [{ 'retry-after-ms': '-5' }, undefined],
  ])('%j is %s ms', (headers, expected) => {
    expect(readRetryAfter(new Headers(headers), now)).toBe(expected);
  });
});

describe('retryDelay', () => {
  test('grows exponentially, with full jitter on top of a least wait', () => {
    expect(retryDelay(0, { random: 0, longest: 60_000 })).toBe(750);
    expect(retryDelay(0, { random: 0.5, longest: 60_000 })).toBe(1000);
    expect(retryDelay(3, { random: 0, longest: 60_000 })).toBe(750);
    expect(retryDelay(3, { random: 0.5, longest: 60_000 })).toBe(2750);
  });

  test("outlasts a second's outage with the default number of retries, whatever chance says", () => {
    const waited = [0, 1].map((retries) => retryDelay(retries, { random: 0, longest: 60_000 }));
    expect(waited.reduce((sum, wait) => sum + wait)).toBeGreaterThan(1000);
  });

  test('never exceeds the longest allowed', () => {
    expect(retryDelay(2000, { random: 0.5, longest: 60_000 })).toBe(60_000);
  });
});

test('a refusal for the rate and a named pause hold all calls back, a failed connection does not', () => {
  expect(isRateLimited(answered(429))).toBe(true);
  expect(isRateLimited(answered(503, { 'retry-after': '1' }))).toBe(true);
  expect(isRateLimited(new ConnectionError('x', 'not-invited'))).toBe(false);
});

test('a used-up quota holds no other call back', () => {
  expect(isRateLimited(answered(429, {}, { error: { code: 'insufficient_quota' } }))).toBe(false);
});
