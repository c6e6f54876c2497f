import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../scripts/contract/har.js';
import { judge } from '../../../scripts/contract/wire/judge.js';
import { startRecorder } from '../../../scripts/contract/wire/recorder.js';
import { original, projectWith, replaced } from '../../support/document.js';
import { serve } from '../../support/server.js';
import { root } from '../../support/project.js';

const server = 'http://127.0.0.1:4567/v1';
const json = { name: 'Content-Type', value: 'application/json' };
const key = { name: 'Authorization', value: 'Bearer sk-admin-made-up' };
const request = { email: 'ada@example.com', role: 'reader' };
const answer = {
  object: 'organization.invite',
  id: 'invite-abc',
  email: 'ada@example.com',
  role: 'reader',
  status: 'pending',
  invited_at: 1711471533,
  expires_at: 1712076333,
  accepted_at: 1711471600,
};

const sound: Exchange = {
  method: 'POST',
  url: `${server}/organization/invites`,
  requestHeaders: [json, key],
  requestBody: JSON.stringify(request),
  status: 200,
  responseHeaders: [json],
  responseBody: JSON.stringify(answer),
};

const spec = join(root, 'api-definition.yaml');

const asked = (change: object) => ({ requestBody: JSON.stringify({ ...request, ...change }) });
const answered = (change: object) => ({ responseBody: JSON.stringify({ ...answer, ...change }) });

test('an exchange that keeps to the document is passed', async () => {
  expect(await judge(sound, { spec, server })).toEqual([]);
});

test.each<[string, Partial<Exchange>, RegExp]>([
  ['a missing property in a request', asked({ role: undefined }), /required field "role"/],
  ['a value outside an enumeration', asked({ role: 'king' }), /enum/],
  ['null where a list belongs', asked({ projects: null }), /"projects" must be array/],
  ['a request that was refused', { ...asked({ role: 'king' }), status: 400 }, /"role" has a value/],
  ['no body in a request', { requestBody: '' }, /Missing required request body/],
  ['a request of another media type', { requestHeaders: [key] }, /request has no body of a doc/],
  ['no key', { requestHeaders: [json] }, /security requirements/],
  ['another scheme', { requestHeaders: [json, { ...key, value: 'Basic YTpi' }] }, /security req/],
  ['another method', { method: 'PUT' }, /Undocumented endpoint: PUT/],
  ['another path', { url: `${server}/organization/invite` }, /Undocumented endpoint/],
  ['a missing property in an answer', answered({ invited_at: undefined }), /field "invited_at"/],
  ['another type', answered({ invited_at: '1711471533' }), /"invited_at" must be integer/],
  ['null that is not allowed', answered({ accepted_at: null }), /"accepted_at" must be integer/],
  ['a status that is not documented', { status: 201 }, /status of the answer/],
  ['an answer of another media type', { responseHeaders: [] }, /answer has no body of a docum/],
  ['an empty answer', { responseBody: '' }, /answer has no body/],
  ['a torn answer', { responseBody: '{"object":' }, /not valid JSON/],
])('%s is found', async (_name, change, message) => {
  const found = await judge({ ...sound, ...change }, { spec, server });
  expect(found.join('\n')).toMatch(message);
});

test('a document of OpenAPI 3.1 is understood', async () => {
  const { spec } = projectWith(
    replaced(
      original,
      ['openapi: 3.0.0', 'openapi: 3.1.0'],
      [/(accepted_at:\n {10}type:) integer/, '$1 [integer, "null"]'],
    ),
  );
  const ofNull = { ...sound, ...answered({ accepted_at: null }) };
  expect(await judge(ofNull, { spec, server })).toEqual([]);
  const ofText = { ...sound, ...answered({ accepted_at: 'now' }) };
  expect((await judge(ofText, { spec, server })).join()).toMatch(/"accepted_at": must be/);
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
