import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { generate } from '../../scripts/generate/files.js';
import { isObject, objectAt, type JsonObject } from '../../scripts/openapi/json.js';
import { SpecSource } from '../../scripts/openapi/source.js';
import { assignable } from '../support/assignable.js';
import { frozenProject, original } from '../support/document.js';
import { edits as table, partsOf } from '../support/edits.js';

const ada = { email: 'ada@example.com', role: 'reader' };

const edits = table.map((edit, index) => ({ ...edit, out: `edit${index}` }));
type NumberedEdit = (typeof edits)[number];

const followed = edits.filter(({ stops }) => stops === undefined);
const refused = edits.filter(({ stops }) => stops !== undefined);

let folder: string;
/** What `generate` said where it stopped. */
const messages = new Map<string, string>();
/** What the client got. */
const invites = new Map<string, JsonObject>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edits-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const { out, make } of edits) {
    const at = join(folder, out);
    await mkdir(at);
    const document = objectAt({ root: new SpecSource('frozen', original).toJson() }, 'root');
    make(partsOf(document));
    const file = join(at, 'api-definition.yaml');
    await writeFile(file, stringify(document));
    try {
      for (const [name, text] of await generate(file)) await writeFile(join(at, name), text);
    } catch (error) {
      messages.set(out, String(error));
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the client and the mock follow', () => {
  test.each(followed)('$name', async (edit) => {
    expect(messages.get(edit.out)).toBeUndefined();
    const { organization, invite, checkSuccess } = await startWith(edit);
    const [body = ada, ...others] = edit.accepts ?? [];
    if (edit.gets instanceof RegExp) {
      await expect(invite(body)).rejects.toThrow(edit.gets);
      return;
    }
    const made = await invite(body);
    const { method = 'POST', path = '/v1/organization/invites', headers = {} } = edit.sends ?? {};
    expect(organization.requests).toMatchObject([{ method, path, headers }]);
    for (const other of others) await invite(other);
    for (const wrong of edit.refuses ?? []) {
      await expect(invite(wrong)).rejects.toMatchObject({ code: 'invalid_request' });
    }
    if (edit.gets === 'nothing') {
      expect(made).toBeUndefined();
      return;
    }
    if (!isObject(made)) throw new Error('no invite');
    invites.set(edit.out, made);
    const [check] = Object.values(checkSuccess);
    for (const change of edit.answers ?? [{}]) expect(check?.(changed(made, change))).toBe(true);
    for (const change of edit.drifts ?? []) expect(check?.(changed(made, change))).toBe(false);
  });
});

test('the types follow', async () => {
  const claims = followed.flatMap(({ name, out, accepts, refuses, answers, drifts }) => {
    const made = invites.get(out);
    const toClaim = (type: string, isAdmitted: boolean) => (value: unknown) => ({
      name,
      type: `import('./${out}/operations.js').${type}`,
      value,
      isAdmitted,
    });
    const answer = (change: JsonObject) => changed(made ?? {}, change);
    return [
      ...(accepts ?? [ada]).map(toClaim('InviteRequest', true)),
      ...(refuses ?? []).map(toClaim('InviteRequest', false)),
      ...(made === undefined
        ? []
        : [
            ...(answers ?? [{}]).map(answer).map(toClaim('Invite', true)),
            ...(drifts ?? []).map(answer).map(toClaim('Invite', false)),
          ]),
    ];
  });
  const holds = await assignable(folder, claims);
  expect(claims.filter(({ isAdmitted }, index) => holds[index] !== isAdmitted)).toEqual([]);
});

test.each(refused)('$name: generate stops, and names the place', ({ out, stops }) => {
  expect(messages.get(out) ?? 'it did not stop').toMatch(stops ?? '');
});

/** An answer with some properties in place of its own; those that are undefined are left out. */
function changed(invite: JsonObject, change: JsonObject): unknown {
  return JSON.parse(JSON.stringify({ ...invite, ...change }));
}

/** The project's own client and mock, with what was generated from an edited document. */
async function startWith({ out }: NumberedEdit) {
  vi.resetModules();
  const files = ['operations.ts', 'samples.ts', 'validators.js'];
  const inPlaceOf = (file: string) => join(frozenProject.generated, file);
  for (const file of files) vi.doMock(inPlaceOf(file), () => import(join(folder, out, file)));
  const { createClient } = await import('../../src/index.js');
  const { startMockOrganization } = await import('../../src/mock/index.js');
  const { checkSuccess } = await import('../../generated/operations.js');
  const organization = await startMockOrganization();
  onTestFinished(async () => {
    await organization.close();
    for (const file of files) vi.doUnmock(inPlaceOf(file));
    vi.resetModules();
  });
  const { url: baseUrl, apiKey } = organization;
  const client = createClient({ baseUrl, apiKey, onDrift: 'throw', maxRetries: 0 });
  // What the edited document asks for, the types of the frozen one do not know.
  const call: unknown = Reflect.get(client, 'inviteUser');
  if (typeof call !== 'function') throw new Error('no inviteUser');
  const invite = async (body: unknown): Promise<unknown> => {
    const answered: unknown = await Reflect.apply(call, client, [body]);
    return answered;
  };
  return { organization, invite, checkSuccess };
}
