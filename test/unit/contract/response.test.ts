import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkResponse } from '../../../scripts/contract/checks/response.js';
import { frozenProject, original, projectWith, replaced } from '../../support/document.js';
import { invite } from '../../support/invite.js';
import { temporaryFolder } from '../../support/project.js';

const secret = 'ada.lovelace@secret.example';
const answer = { ...invite, email: secret };

function captured(text: string): string {
  const file = join(temporaryFolder(), 'capture');
  writeFileSync(file, text);
  return file;
}

async function check(text: string, project = frozenProject) {
  const outcome = await checkResponse(project, captured(text), undefined);
  expect(JSON.stringify(outcome)).not.toContain(secret);
  return outcome.findings.map(({ level, message }) => [level, message.replace(/^[^:,]+[:,] /, '')]);
}

/** A HAR file of one entry. */
function har(content: object, change: { status?: number; url?: string; method?: string } = {}) {
  const {
    status = 200,
    url = 'https://api.openai.com/v1/organization/invites',
    method = 'POST',
  } = change;
  const entries = [{ request: { method, url }, response: { status, content } }];
  return JSON.stringify({ log: { version: '1.2', entries } });
}

test('an answer that keeps to the document', async () => {
  expect(await check(JSON.stringify(answer))).toEqual([]);
  expect(await check(`\uFEFF${JSON.stringify(answer)}`)).toEqual([]);
});

test('violations are errors, undocumented properties are drift; no data is shown', async () => {
  const projects = [{ id: 'p', role: 'member', owner: secret }];
  const found = await check(
    JSON.stringify({ ...answer, invited_at: undefined, role: secret, created_at: 1, projects }),
  );
  expect(found).toEqual([
    ['error', '/invited_at: expected a value, got nothing'],
    ['error', '/role: expected one of ["owner","reader"], got another string'],
    ['warning', '/projects/0/owner: expected no such property, got an undocumented one'],
    ['warning', '/created_at: expected no such property, got an undocumented one'],
  ]);
});

test.each(['', 'ada.lovelace@secret.example', `{"email": "${secret}"`])(
  'what is no JSON is an error that does not quote it: %j',
  async (text) => {
    expect(await check(text)).toEqual([['error', 'the answer is no JSON']]);
  },
);

test('a HAR file: the entries whose request is an operation', async () => {
  const text = JSON.stringify({ ...answer, role: secret });
  const wrong = /entry 1: \/role: expected one of/;
  expect(String(await check(har({ text })))).toMatch(wrong);
  const base64 = { text: Buffer.from(text).toString('base64'), encoding: 'base64' };
  expect(String(await check(har(base64)))).toMatch(wrong);
  const gateway = { url: 'https://gateway.example/openai/v1/organization/invites?x=1' };
  expect(String(await check(har({ text }, gateway)))).toMatch(wrong);
});

test('a HAR file: statuses that are not documented', async () => {
  const text = JSON.stringify(answer);
  expect(await check(har({ text }, { status: 201 }))).toEqual([
    ['warning', expect.stringMatching(/status 201 is not documented/)],
  ]);
  expect(await check(har({ text: '{}' }, { status: 429 }))).toEqual([
    ['information', expect.stringMatching(/nothing is documented for an answer with status 429/)],
    ['error', expect.stringMatching(/nothing was checked/)],
  ]);
});

test('a HAR file: an answer that is documented without content is not held against the default', async () => {
  const error = `{ description: e, content: { application/json: { schema: { required: [error] } } } }`;
  const others = `        '204': { description: none }\n        default: ${error}\ncomponents:`;
  const project = projectWith(replaced(original, ['components:', others]));
  expect(await check(har({ text: '' }, { status: 204 }), project)).toEqual([
    ['information', expect.stringMatching(/nothing is documented for an answer with status 204/)],
    ['error', expect.stringMatching(/nothing was checked/)],
  ]);
  expect(await check(har({ text: '{}' }, { status: 500 }), project)).toEqual([
    ['error', 'entry 1: /error: expected a value, got nothing'],
  ]);
});

test.each([{ method: 'GET' }, { url: 'https://api.openai.com/v1/models' }])(
  'a HAR file without a fitting entry is an error: %j',
  async (change) => {
    expect(String(await check(har({ text: '{}' }, change)))).toMatch(/nothing was checked/);
  },
);

test('a file that is not there', async () => {
  const call = checkResponse(frozenProject, '/nowhere.json', undefined);
  await expect(call).rejects.toThrow('/nowhere.json cannot be read (ENOENT).');
});

test('with several operations a bare body needs the name of its own', async () => {
  const second = `  /b/{id}:\n    get:\n      operationId: other\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses: {}\ncomponents:`;
  const project = projectWith(replaced(original, ['components:', second]));
  const file = captured(JSON.stringify(answer));
  const call = checkResponse(project, file, undefined);
  await expect(call).rejects.toThrow('--operation: inviteUser, other.');
  expect((await checkResponse(project, file, 'inviteUser')).findings).toEqual([]);
});
