import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importInvites, type ImportResult } from '../../../src/bulk/index.js';
import type { InviteRequest } from '../../../src/index.js';
import { refusal, scripted } from '../../support/scripted.js';

async function collect<Row>(results: AsyncIterable<ImportResult<Row>>) {
  const all: ImportResult<Row>[] = [];
  for await (const result of results) all.push(result);
  return all.sort((a, b) => a.index - b.index);
}

describe('rows with context', () => {
  test('any row type comes back in its result', async () => {
    const people = [
      { name: 'Ada', mail: 'ada@example.com', cost: 12 },
      { name: 'Grace', mail: 'grace@example.com', cost: 13 },
    ];
    const { client } = scripted();
    const request = ({ mail }: (typeof people)[number]) =>
      ({ email: mail, role: 'reader' }) as const;
    const results = await collect(importInvites(client, people, { request }));
    expect(results.map(({ row, outcome }) => [row.name, outcome])).toEqual([
      ['Ada', 'invited'],
      ['Grace', 'invited'],
    ]);
  });

  test('a function that throws is the error of its row', async () => {
    const { client, sent } = scripted();
    const rows = ['ada@example.com', '', 'bob@example.com'];
    const request = (email: string): InviteRequest => {
      if (email === '') throw new RangeError('no address');
      return { email, role: 'reader' };
    };
    const [, second] = await collect(importInvites(client, rows, { request }));
    expect(second).toMatchObject({ outcome: 'invalid', error: { message: 'no address' } });
    expect(sent).toHaveLength(2);
  });
});

describe('a row that cannot be sent has its own error, and ends nothing', () => {
  const good = { email: 'ada@example.com', role: 'reader' };
  const circular: Record<string, unknown> = { ...good };
  circular['self'] = circular;
  test.each<[string, unknown]>([
    ['an address that is null', { ...good, email: null }],
    ['null', null],
    ['undefined', undefined],
    ['a text', 'bob@example.com'],
    ['a property too many', { ...good, name: 'Bob' }],
    ['a circular object', circular],
    ['a BigInt', { ...good, age: 3n }],
    ['no address', { ...good, email: 'not-an-address' }],
    ['the same address', { ...good, email: 'ADA@example.com' }],
  ])('%s', async (_name, row) => {
    const { client, sent } = scripted();
    // What a program without types may hand in.
    const rows = [good, row, { ...good, email: 'cat@example.com' }] as InviteRequest[];
    const imported = importInvites(client, rows);
    const results = await collect(imported);
    expect(results.map(({ outcome }) => outcome)).toEqual(['invited', 'invalid', 'invited']);
    expect(results[1]?.error).toBeInstanceOf(Error);
    expect(await imported.summary()).toMatchObject({ invited: 2, invalid: 1 });
    expect(sent).toEqual(['ada@example.com', 'cat@example.com']);
  });

  test('what was checked is what is sent, whatever a getter says later', async () => {
    let reads = 0;
    const row: InviteRequest = {
      role: 'reader',
      get email() {
        return reads++ === 0 ? 'ada@example.com' : 'eve@example.com';
      },
    };
    const { client, sent } = scripted();
    await importInvites(client, [row]).summary();
    expect(sent).toEqual(['ada@example.com']);
  });
});

test('the numbers add up to the rows, whatever happens', async () => {
  const address = fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com', 'x', '');
  const rows = fc.array(fc.record({ email: address, role: fc.constantFrom('reader', 'boss') }));
  const answers = fc.array(fc.constantFrom(200, 400, 401, 409, 500));
  await fc.assert(
    fc.asyncProperty(rows, answers, fc.nat(20), async (all, statuses, abortAt) => {
      const controller = new AbortController();
      const { client } = scripted((_email, number) => {
        if (number === abortAt) controller.abort();
        const status = statuses[number - 1] ?? 200;
        return status === 200 ? undefined : refusal(status, 'No.');
      });
      const imported = importInvites(client, all as InviteRequest[], {
        signal: controller.signal,
      });
      const results = await collect(imported);
      expect(results.map(({ row }) => row)).toEqual(all);
      const { unrecorded, stopped, ...counts } = await imported.summary();
      expect(unrecorded).toEqual([]);
      const sum = Object.values(counts).reduce((total, count) => total + count, 0);
      expect(sum, String(stopped?.message)).toBe(all.length);
    }),
    { numRuns: 60 },
  );
});

test('rows that end in an error: what was sent before has its result, then the error', async () => {
  async function* rows() {
    yield { email: 'ada@example.com', role: 'reader' } as const;
    await Promise.resolve();
    throw new Error('the database is gone');
  }
  const { client } = scripted();
  const imported = importInvites(client, rows());
  const outcomes: string[] = [];
  await expect(async () => {
    for await (const { outcome } of imported) outcomes.push(outcome);
  }).rejects.toThrow('the database is gone');
  expect(outcomes).toEqual(['invited']);
});
