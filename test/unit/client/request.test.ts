import { describe, expect, test } from 'vitest';
import { InvalidRequestError, type InviteRequest } from '../../../src/index.js';
import { ada, clientFor, failure, invite } from '../../support/calls.js';

/** A client whose requests are counted, and what they were. */
function counting(): { sent: Request[]; call: (body: unknown) => Promise<unknown> } {
  const sent: Request[] = [];
  const client = clientFor('https://api.example/v1', {
    fetch: (input, init) => {
      sent.push(new Request(input, init));
      return Promise.resolve(Response.json(invite));
    },
  });
  return { sent, call: (body) => client.inviteUser(body as InviteRequest) };
}

describe('a body that breaks the contract never leaves', () => {
  const rows: [string, unknown, string[]][] = [
    ['no role', { email: 'a@b.c' }, ['/role: expected a value, got nothing']],
    ['nothing at all', {}, ['/email: expected a value', '/role: expected a value']],
    ['a wrong type', { email: 7, role: 'reader' }, ['/email: expected string, got number']],
    [
      'a role of another API',
      { email: 'a@b.c', role: 'admin' },
      ['/role: expected one of ["reader","owner"], got another string'],
    ],
    [
      'a misspelt property',
      { ...ada, project: [] },
      ['/project: expected no such property, got an undocumented one'],
    ],
    [
      'several faults at once',
      { email: null, role: 'x', projects: [{ id: 1, role: 'guest', extra: 1 }] },
      ['/email', '/role', '/projects/0/id', '/projects/0/role', '/projects/0/extra'],
    ],
    ['a property with a slash', { ...ada, 'a/b~c': 1 }, ['/a~1b~0c']],
    ['projects of null', { ...ada, projects: null }, ['/projects: expected array, got null']],
    ['a list', [], ['(the whole body): expected object, got array']],
    ['null', null, ['(the whole body): expected object, got null']],
    ['undefined', undefined, ['(the whole body): expected object, got undefined']],
  ];
  test.each(rows)('%s', async (_name, body, expected) => {
    const { sent, call } = counting();
    const error = await failure(call(body));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ code: 'invalid_request', outcome: 'not-invited' });
    for (const text of expected) expect(error.message).toContain(text);
    if (error instanceof InvalidRequestError)
      expect(error.violations.length).toBeGreaterThanOrEqual(expected.length);
    expect(sent).toHaveLength(0);
  });

  test('and its error does not show the data', async () => {
    const error = await failure(counting().call({ email: 'ada@example.com', role: 'secret-role' }));
    expect(error.message).not.toMatch(/ada@example|secret-role/);
  });
});

test('a body that keeps the contract is sent as it is, and is not changed', async () => {
  const { sent, call } = counting();
  const body = Object.freeze({ ...ada, projects: [{ id: 'proj_1', role: 'member' }] });
  await call(body);
  await expect(sent[0]?.json()).resolves.toEqual(body);
});

test('an empty list of projects is sent, not dropped', async () => {
  const { sent, call } = counting();
  await call({ ...ada, projects: [] });
  await expect(sent[0]?.json()).resolves.toEqual({ ...ada, projects: [] });
});
