import { describe, expect, test } from 'vitest';
import { readQuota } from '../../../src/call/rate-limit-headers.js';

type Fields = Readonly<Record<string, string>>;

const openAI = (remaining: string, reset: string, limit?: string): Fields => ({
  'x-ratelimit-remaining-requests': remaining,
  'x-ratelimit-reset-requests': reset,
  ...(limit !== undefined && { 'x-ratelimit-limit-requests': limit }),
});

describe('OpenAI', () => {
  test.each([
    ['59', '1s', '60', 59, 1000],
    ['0', '1m0s', '60', 0, 1000],
    ['0', '6m0s', '8', 0, 45_000],
    ['7', '20ms', '8', 7, 20],
    ['0', '7.5s', undefined, 0, 7500],
    ['1', '1h0m30s', undefined, 1, 3_630_000],
    ['3', '2m', undefined, 3, 120_000],
    ['8', '0s', '8', 8, 0],
    ['9', '1s', '8', 9, 1000],
  ])('%s left, all back in %s of %s', (remaining, reset, limit, left, milliseconds) => {
    const quota = readQuota(new Headers(openAI(remaining, reset, limit)));
    expect(quota).toEqual({ remaining: left, reset: milliseconds });
  });
});

describe('the IETF draft', () => {
  test.each<[Fields, number, number]>([
    [{ ratelimit: '"default";r=50;t=30' }, 50, 30_000],
    [{ ratelimit: 'default; r=0; t=5' }, 0, 5000],
    [{ ratelimit: '"burst";r=9;t=1, "hour";r=2;t=600' }, 2, 600_000],
    [{ ratelimit: '"a";r=0;t=1,"b";r=0;t=7' }, 0, 7000],
    [{ ratelimit: '"a";r=4', 'ratelimit-policy': '"b";q=1;w=9, "a";q=10;w=60' }, 4, 60_000],
    [{ ratelimit: '"a, b";r=4;t=1;pk=:AbC=:' }, 4, 1000],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '12', 'ratelimit-limit': '8' }, 3, 12_000],
    [
      {
        ratelimit: '"bytes";r=1;t=9, "calls";r=5;t=2',
        'ratelimit-policy': '"bytes";q=99;qu="content-bytes", "calls";q=9;qu="requests"',
      },
      5,
      2000,
    ],
    [{ ...openAI('4', '1s'), ratelimit: '"default";r=1;t=30' }, 1, 30_000],
  ])('%j', (fields, remaining, reset) => {
    expect(readQuota(new Headers(fields))).toEqual({ remaining, reset });
  });
});

test.each<Fields>([
  {},
  openAI('-1', '1s'),
  openAI('1.5', '1s'),
  openAI('0x1', '1s'),
  openAI('1e3', '1s'),
  openAI('9999999999', '1s'),
  openAI('0', ''),
  openAI('0', '1'),
  openAI('0', '-1s'),
  openAI('0', '1s1m'),
  openAI('0', 'soon'),
  openAI('0', '1 s'),
  openAI('0', '1s '.repeat(3)),
  { 'x-ratelimit-remaining-requests': '0' },
  { 'x-ratelimit-reset-requests': '1s' },
  { 'ratelimit-remaining': '0', 'ratelimit-reset': 'Wed, 25 Nov 2026 14:00:00 GMT' },
  { 'ratelimit-remaining': '0' },
  { ratelimit: '"default";r=0' },
  { ratelimit: '"default";r=-1;t=3' },
  { ratelimit: '"default";r=1.0;t=3' },
  { ratelimit: '"default";r=0;t=3, oops=' },
  { ratelimit: '"default;r=0;t=3' },
  { ratelimit: '"default";R=0;T=3' },
  { ratelimit: '"a";r=0;t=1', 'ratelimit-policy': '"a";q=5;qu="concurrent-requests"' },
])('nothing is read from %j', (fields) => {
  expect(readQuota(new Headers(fields))).toBeUndefined();
});
