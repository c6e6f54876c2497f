import { expect, test } from 'vitest';
import { InvalidParameterError, listInvites } from '../../../src/mock/list.js';
import { invite } from '../../support/invite.js';

const invites = Array.from({ length: 45 }, (_, index) => ({ ...invite, id: `invite-${index}` }));
const list = (query: string) => listInvites(invites, new URLSearchParams(query));

test('following last_id visits each invite once, until has_more is false', () => {
  const ids = (from: number, to: number) => invites.slice(from, to).map(({ id }) => ({ id }));
  const first = { object: 'list', first_id: 'invite-0', last_id: 'invite-19', has_more: true };
  expect(list('')).toMatchObject({ ...first, data: ids(0, 20) });
  expect(list('after=invite-19')).toMatchObject({ data: ids(20, 40), has_more: true });
  expect(list('after=invite-39')).toMatchObject({ data: ids(40, 45), has_more: false });
  expect(list('after=invite-24&limit=20')).toMatchObject({ data: ids(25, 45), has_more: false });
  expect(list('after=invite-44')).toEqual({ object: 'list', data: [], has_more: false });
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=2.5', 'limit'],
  ['limit=', 'limit'],
  ['limit=all', 'limit'],
  ['after=invite-45', 'after'],
  ['after=', 'after'],
])('%s is refused', (query, param) => {
  const error = new InvalidParameterError(param, '');
  expect(() => list(query)).toThrow(InvalidParameterError);
  expect(() => list(query)).toThrow(error.message.slice(0, -1).trim());
});
