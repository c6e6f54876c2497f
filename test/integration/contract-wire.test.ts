import { beforeAll, expect, test } from 'vitest';
import { findDrift, type Exchange } from '../../scripts/contract/wire/drift.js';
import { recordingFetch } from '../../scripts/contract/wire/traffic.js';
import { collectOperations } from '../../scripts/openapi/operations.js';
import { loadSpec } from '../../scripts/openapi/spec.js';
import { frozenProject, original, projectWith, replaced } from '../support/document.js';
import { ada, invite } from '../support/invite.js';
import { serve } from '../support/server.js';

const server = 'http://127.0.0.1:4567/v1';
const json = { 'content-type': 'application/json' };
const key = { authorization: 'Bearer sk-admin-made-up' };
const answer = { ...invite, accepted_at: 1711471600 };

const sound: Exchange = {
  request: {
    method: 'POST',
    url: `${server}/organization/invites`,
    headers: { ...json, ...key },
    body: JSON.stringify(ada),
  },
  response: { status: 200, headers: json, body: JSON.stringify(answer) },
};

interface Parts {
  readonly request?: Partial<Exchange['request']>;
  readonly response?: Partial<Exchange['response']>;
}

function changed({ request, response }: Parts): Exchange {
  return {
    request: { ...sound.request, ...request },
    response: { ...sound.response, ...response },
  };
}

const asked = (change: object) => ({ body: JSON.stringify({ ...ada, ...change }) });
const answered = (change: object) => ({ body: JSON.stringify({ ...answer, ...change }) });

/** What is found wrong with exchanges of a document's only operation. */
async function driftOf(spec: string, ...exchanges: Exchange[]): Promise<string[]> {
  const [operation] = collectOperations(await loadSpec(spec));
  if (operation === undefined) throw new Error('The document has no operation.');
  const found = await findDrift(exchanges, { spec, server, operation });
  return found.map((messages) => messages.join('\n'));
}

const faulty: readonly (readonly [string, Parts, readonly RegExp[]])[] = [
  [
    'a request and an answer that break their schemas, with another scheme',
    {
      request: {
        ...asked({ role: undefined, projects: null }),
        headers: { ...json, authorization: 'Basic YTpi' },
      },
      response: answered({ invited_at: undefined, expires_at: 'x', accepted_at: null }),
    },
    [
      ...[/required field "role"/, /"projects" must be array/, /security requirements/],
      ...[/field "invited_at"/, /"expires_at" must be integer/, /"accepted_at" must be integer/],
    ],
  ],
  [
    'a request that was refused',
    { request: asked({ role: 'king' }), response: { status: 400 } },
    [/"role" has a value/],
  ],
  [
    'no body in a request, and a torn answer',
    { request: { body: '' }, response: { body: '{"object":' } },
    [/Missing required request body/, /not valid JSON/],
  ],
  [
    'a request and an answer of another media type',
    { request: { headers: key }, response: { headers: {} } },
    [/request has no body of a documented/, /answer has no body of a documented/],
  ],
  ['another method', { request: { method: 'PUT' } }, [/Undocumented endpoint: PUT/]],
  [
    'another path',
    { request: { url: `${server}/organization/invite` } },
    [/Undocumented endpoint/],
  ],
  ['a status that is not documented', { response: { status: 201 } }, [/status of the answer/]],
  ['an empty answer', { response: { body: '' } }, [/answer has no body/]],
];

let passed: string[];
let found: string[];

beforeAll(async () => {
  // All in one process: starting it takes a second.
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  const charset = changed({ request: { headers: { ...headers, ...key } }, response: { headers } });
  const others = faulty.map(([, parts]) => changed(parts));
  const all = await driftOf(frozenProject.spec, sound, charset, ...others);
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
  const mixed = changed({ response: answered({ accepted_at: null, expires_at: 'now' }) });
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
  const noted = { status: 201, headers: { 'x-kept': 'As-Is' }, body: '{"a": 1}' };
  expect(exchanges).toMatchObject([
    { request: { method: 'POST', url: address, headers, body: '{ }' }, response: noted },
  ]);
});
