import { beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../scripts/contract/har.js';
import { findDrift } from '../../scripts/contract/wire/drift.js';
import { recordingFetch } from '../../scripts/contract/wire/traffic.js';
import { collectOperations } from '../../scripts/openapi/operations.js';
import { loadSpec } from '../../scripts/openapi/spec.js';
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

const asked = (change: object) => ({ requestBody: JSON.stringify({ ...ada, ...change }) });
const answered = (change: object) => ({ responseBody: JSON.stringify({ ...answer, ...change }) });

/** What is found wrong with exchanges of a document's only operation. */
async function driftOf(spec: string, ...exchanges: Exchange[]): Promise<string[]> {
  const [operation] = collectOperations(await loadSpec(spec));
  if (operation === undefined) throw new Error('The document has no operation.');
  const found = await findDrift(exchanges, { spec, server, operation });
  return found.map((messages) => messages.join('\n'));
}

const faulty: readonly (readonly [string, Partial<Exchange>, readonly RegExp[]])[] = [
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
];

let passed: string[];
let found: string[];

beforeAll(async () => {
  // All in one process: starting it takes a second.
  const changed = faulty.map(([, change]) => ({ ...sound, ...change }));
  const withCharset = { ...json, value: 'Application/JSON; charset=utf-8' };
  const charset = { requestHeaders: [withCharset, key], responseHeaders: [withCharset] };
  const all = await driftOf(frozenProject.spec, sound, { ...sound, ...charset }, ...changed);
  [passed, found] = [all.slice(0, 2), all.slice(2)];
});

test('exchanges that keep to the document are passed', () => {
  expect(passed).toEqual(['', '']);
});

test.each(faulty.map(([name, , messages], index) => [name, index, messages] as const))(
  '%s is found',
  (_name, index, messages) => {
    for (const message of messages) expect(found[index]).toMatch(message);
  },
);

test('a document of OpenAPI 3.1 is understood', async () => {
  const { spec } = projectWith(
    replaced(
      original,
      ['openapi: 3.0.0', 'openapi: 3.1.0'],
      [/(accepted_at:\n {10}type:) integer/, '$1 [integer, "null"]'],
    ),
  );
  const mixed = { ...sound, ...answered({ accepted_at: null, expires_at: 'now' }) };
  expect(await driftOf(spec, mixed)).toEqual([expect.stringMatching(/^.*"expires_at" must be.*$/)]);
});

test('what is recorded is what was on the wire', async () => {
  const { url, seen } = await serve((response) => {
    response.writeHead(201, { 'X-Kept': 'As-Is' }).end('{"a": 1}');
  });
  const exchanges: Exchange[] = [];
  const headers = { authorization: 'Bearer x' };
  const address = `${new URL(url).origin}/v1/a?b=c`;
  const request = { method: 'POST', headers, body: '{ }' };
  const response = await recordingFetch(exchanges)(address, request);
  expect([response.status, await response.text()]).toEqual([201, '{"a": 1}']);
  expect(seen).toMatchObject([{ path: '/v1/a?b=c', body: '{ }', headers }]);
  expect(exchanges).toMatchObject([
    { method: 'POST', url: address, requestBody: '{ }', status: 201, responseBody: '{"a": 1}' },
  ]);
  expect(exchanges[0]?.requestHeaders).toContainEqual({ name: 'authorization', value: 'Bearer x' });
  expect(exchanges[0]?.responseHeaders).toContainEqual({ name: 'x-kept', value: 'As-Is' });
});
