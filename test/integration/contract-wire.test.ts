import { expect, test } from 'vitest';
import type { Exchange } from '../../scripts/contract/har.js';
import { findDrift } from '../../scripts/contract/wire/drift.js';
import { startRecorder } from '../../scripts/contract/wire/recorder.js';
import { frozenProject, original, projectWith, replaced } from '../support/document.js';
import { ada, invite } from '../support/invite.js';
import { serve } from '../support/server.js';

const server = 'http://127.0.0.1:4567/v1';
const json = { name: 'Content-Type', value: 'application/json' };
const key = { name: 'Authorization', value: 'Bearer sk-admin-made-up' };
const answer = { ...invite, accepted_at: 1711471600 };

const sound: Exchange = {
  method: 'POST',
  url: `${server}/organization/invites`,
  requestHeaders: [json, key],
  requestBody: JSON.stringify(ada),
  status: 200,
  responseHeaders: [json],
  responseBody: JSON.stringify(answer),
};

const { spec } = frozenProject;

const asked = (change: object) => ({ requestBody: JSON.stringify({ ...ada, ...change }) });
const answered = (change: object) => ({ responseBody: JSON.stringify({ ...answer, ...change }) });

test('an exchange that keeps to the document is passed', async () => {
  expect(await findDrift(sound, { spec, server })).toEqual([]);
});

// Each exchange takes a process or two: what can stand in one stands in one.
test.each<[string, Partial<Exchange>, readonly RegExp[]]>([
  [
    'a request and an answer that break their schemas, with another scheme',
    {
      ...asked({ role: undefined, projects: null }),
      requestHeaders: [json, { ...key, value: 'Basic YTpi' }],
      ...answered({ invited_at: undefined, expires_at: 'x', accepted_at: null }),
    },
    [
      ...[/required field "role"/, /"projects" must be array/, /security requirements/],
      ...[/field "invited_at"/, /"expires_at" must be integer/, /"accepted_at" must be integer/],
    ],
  ],
  [
    'a request that was refused',
    { ...asked({ role: 'king' }), status: 400 },
    [/"role" has a value/],
  ],
  [
    'no body in a request, and a torn answer',
    { requestBody: '', responseBody: '{"object":' },
    [/Missing required request body/, /not valid JSON/],
  ],
  [
    'a request and an answer of another media type',
    { requestHeaders: [key], responseHeaders: [] },
    [/request has no body of a documented/, /answer has no body of a documented/],
  ],
  ['another method', { method: 'PUT' }, [/Undocumented endpoint: PUT/]],
  ['another path', { url: `${server}/organization/invite` }, [/Undocumented endpoint/]],
  ['a status that is not documented', { status: 201 }, [/status of the answer/]],
  ['an empty answer', { responseBody: '' }, [/answer has no body/]],
])('%s is found', async (_name, change, words) => {
  const found = (await findDrift({ ...sound, ...change }, { spec, server })).join('\n');
  for (const message of words) expect(found).toMatch(message);
});

test('a document of OpenAPI 3.1 is understood', async () => {
  const { spec } = projectWith(
    replaced(
      original,
      ['openapi: 3.0.0', 'openapi: 3.1.0'],
      [/(accepted_at:\n {10}type:) integer/, '$1 [integer, "null"]'],
    ),
  );
  const mixed = { ...sound, ...answered({ accepted_at: null, expires_at: 'now' }) };
  const found = await findDrift(mixed, { spec, server });
  expect(found).toEqual([expect.stringMatching(/"expires_at": must be|"expires_at" must be/)]);
});

test('the recorder notes both sides as they were on the wire', async () => {
  const { url, seen } = await serve((response) => {
    response.writeHead(201, { 'X-Kept': 'As-Is' }).end('{"a": 1}');
  });
  const recorder = await startRecorder(new URL(url).origin);
  try {
    const headers = { authorization: 'Bearer x' };
    const response = await fetch(`${recorder.origin}/v1/a?b=c`, {
      method: 'POST',
      headers,
      body: '{ }',
    });
    expect([response.status, await response.text()]).toEqual([201, '{"a": 1}']);
    expect(seen).toMatchObject([{ path: '/v1/a?b=c', body: '{ }', headers }]);
    expect(recorder.exchanges).toMatchObject([
      { method: 'POST', requestBody: '{ }', status: 201, responseBody: '{"a": 1}' },
    ]);
    expect(recorder.exchanges[0]?.url).toBe(`${recorder.origin}/v1/a?b=c`);
    expect(recorder.exchanges[0]?.responseHeaders).toContainEqual({
      name: 'X-Kept',
      value: 'As-Is',
    });
  } finally {
    await recorder.close();
  }
});
