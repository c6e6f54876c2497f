import { expect, test, vi } from 'vitest';
import { createClient, InviteError, ConnectionError, ApiError } from '../../../src/index.js';
import { JournalError } from '../../../src/bulk/index.js';
import { toInviteClient, type Client } from '../../../src/client.js';

vi.resetModules();
const other = await import('../../../src/index.js');
const otherBulk = await import('../../../src/bulk/index.js');

const options = { apiKey: 'sk-admin-x', baseUrl: 'https://api.example' };

test('instanceof knows the errors of another copy of the package by their class', () => {
  expect(other.InviteError).not.toBe(InviteError);
  const error = new other.ConnectionError('…', 'unknown');
  expect(error).toBeInstanceOf(InviteError);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).not.toBeInstanceOf(ApiError);
  const journal = new otherBulk.JournalError('…', 'unusable');
  expect(journal).toBeInstanceOf(JournalError);
  expect(journal).toBeInstanceOf(InviteError);
  expect(new other.InviteError('…')).not.toBeInstanceOf(ConnectionError);
});

test('a subclass that is made elsewhere has only its own errors', () => {
  class Mine extends ConnectionError {}
  expect(new Mine('…')).toBeInstanceOf(Mine);
  expect(new Mine('…')).toBeInstanceOf(other.ConnectionError);
  expect(new other.ConnectionError('…')).not.toBeInstanceOf(Mine);
  expect(new ConnectionError('…')).not.toBeInstanceOf(Mine);
});

test.each([undefined, null, 'error', new Error('…'), Object.create(null), { constructor: 1 }])(
  'something else is no error of the family: %s',
  (value) => {
    expect(value instanceof InviteError).toBe(false);
  },
);

test('a client of another copy is taken as one', () => {
  const client = other.createClient(options);
  expect(toInviteClient(client)).toBe(client);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a string', 'client'],
  ['an object with its public methods', { inviteUser: () => undefined, api: {} }],
  ['a copy of its properties', { ...createClient(options) }],
])('%s is no client', (_, value) => {
  expect(() => toInviteClient(value as Client)).toThrow('must come from createClient');
});
