import { describe, expect, test } from 'vitest';
import { addressProblem, bareAddress } from '../../../src/bulk/address.js';
import { addressKey } from '../../../src/operation.js';

describe('addressProblem', () => {
  test.each([
    'ada@example.com',
    'A.D-a+x_1@sub.example.co.uk',
    "o'brien@example.com",
    '!#$%&*+/=^_`{|}~-@example.com',
    'иван@пример.рф',
    '用户@例子.公司',
    'राम@उदाहरण.भारत',
    'josé@example.com'.normalize('NFD'),
    'ivan.иванов@example.com',
    'ada@xn--bcher-kva.example',
    `${'a'.repeat(64)}@${'b'.repeat(63)}.com`,
  ])('%s is an address', (email) => {
    expect(addressProblem(email)).toBeUndefined();
  });

  test.each([
    ['', 'no email address'],
    ['not-an-address', 'no "@"'],
    ['a@b@example.com', 'more than one "@"'],
    ['@example.com', 'nothing before'],
    ['ada@', 'no dot'],
    ['ada@localhost', 'no dot'],
    ['ada@example.c', 'no domain'],
    ['ada@example.42', 'no domain'],
    [`ada@${'b'.repeat(64)}.com`, 'no domain'],
    ['ada@-example.com', 'no domain'],
    ['ada@xn--a.com', 'no domain'],
    ['a..da@example.com', 'misplaced dot'],
    ['a?da@example.com', '"?" before'],
    ['ada\u200b@example.com', 'invisible U+200B'],
    ['ada\u034f@example.com', 'invisible U+034F'],
    ['ada\ud800@example.com', 'invisible U+D800'],
    ['ada@exam\u00adple.com', 'invisible U+00AD'],
    ['ada@example.com\0', 'invisible U+0000'],
    ['a da@example.com', 'space'],
    [' ada@example.com', 'write ada@example.com'],
    ['Ada <ada@example.com>', 'write ada@example.com'],
    ['ａｄａ@example.com', 'variant letters'],
    ['аda@example.com', '"а" (U+0430) among Latin letters'],
    ['ada@exаmple.com', '"а" (U+0430) among Latin letters'],
    ['x#EXT#@example.onmicrosoft.com', 'Entra guest'],
    [`${'é'.repeat(33)}@example.com`, 'too long'],
    [`ada@${'b.'.repeat(125)}com`, 'too long'],
  ])('%j: %s', (email, reason) => {
    expect(addressProblem(email)).toContain(reason);
  });
});

test('spellings of one address have one key', () => {
  expect(addressKey(' Ada@Example.COM')).toBe('ada@example.com');
  expect(addressKey('Ada@BÜCHER.example')).toBe(addressKey('ada@xn--bcher-kva.example'));
  expect(addressKey('josé@example.com'.normalize('NFD'))).toBe(addressKey('josé@example.com'));
  expect(addressKey('ada@example.com')).not.toBe(addressKey('a.da@example.com'));
  expect(addressKey('no address/at all')).toBe('no address/at all');
});

test.each([
  ['Ada Lovelace <ada@example.com>', 'ada@example.com'],
  ['mailto:ada@example.com', 'ada@example.com'],
  ['ceo@example.com <ada@example.com>', 'ceo@example.com <ada@example.com>'],
  ['Ada <ada@example.com>, Bob <bob@example.com>', 'Ada <ada@example.com>, Bob <bob@example.com>'],
  ['mailto:a%2Bb@example.com', 'mailto:a%2Bb@example.com'],
  ['\u00a0ada@example.com', '\u00a0ada@example.com'],
])('the bare address of %j is %j', (text, address) => {
  expect(bareAddress(text)).toBe(address);
});
