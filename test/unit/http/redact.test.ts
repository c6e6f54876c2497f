import { describe, expect, test } from 'vitest';
import { redactCause, redactor } from '../../../src/http/redact.js';
import { key } from '../../support/calls.js';

const redact = redactor(key);
const copyOf = (thrown: unknown) => redactCause(thrown, redact);

describe('a copy of what was thrown', () => {
  test('has its name, message, stack, code, system call and causes, without the key', () => {
    const inner = Object.assign(new RangeError(`proxy refused ${key}`), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
      headers: { authorization: key },
    });
    const thrown = new TypeError(`bad header ${key}`, { cause: inner });
    const copy = copyOf(thrown);
    expect(copy).toBeInstanceOf(Error);
    expect(copy).toMatchObject({
      name: 'TypeError',
      message: 'bad header [redacted]',
      stack: thrown.stack?.replaceAll(key, '[redacted]'),
      cause: {
        name: 'RangeError',
        message: 'proxy refused [redacted]',
        code: 'ECONNREFUSED',
        syscall: 'connect',
      },
    });
    expect(Object.keys((copy as Error).cause as Error)).toEqual(['code', 'syscall']);
  });

  test('keeps every error of several', () => {
    const thrown = new AggregateError([new Error('first'), new Error(`second ${key}`)], 'all');
    const copy = copyOf(thrown);
    expect(copy).toBeInstanceOf(AggregateError);
    expect(copy).toMatchObject({
      message: 'all',
      errors: [{ message: 'first' }, { message: 'second [redacted]' }],
    });
  });

  test.each([
    [`lost ${key}`, 'lost [redacted]'],
    [`in a URL: ${encodeURIComponent(`${key}+/`)}`, 'in a URL: [redacted]%2B%2F'],
    [null, 'null'],
    [7, '7'],
  ])('%j is a text', (thrown, text) => {
    expect(copyOf(thrown)).toBe(text);
  });

  test('ends where causes go in a circle', () => {
    const thrown = new Error('outer');
    thrown.cause = new Error('inner', { cause: thrown });
    let depth = 0;
    for (let link = copyOf(thrown); link instanceof Error; link = link.cause) depth++;
    expect(depth).toBe(8);
  });
});

test('a key with characters that a URL encodes is not seen in that form either', () => {
  expect(redactor('a+b')('a+b and a%2Bb')).toBe('[redacted] and [redacted]');
});
