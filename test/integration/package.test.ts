import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile, strictOptions } from '../support/compile.js';
import { installed } from '../support/installed.js';

function write(name: string, text: string): string {
  const path = join(installed, name);
  writeFileSync(path, text);
  return path;
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: installed, encoding: 'utf8' });
}

const program = `
  async function main() {
    const organization = await startMockOrganization();
    const client = createClient({ baseUrl: organization.url, apiKey: organization.apiKey });
    const invite = await client.inviteUser({ email: 'ada@example.com', role: 'reader' });
    console.log(invite.object, invite.email);
    await organization.close();
  }
  main();
`;

test('the installed package is used from ESM', () => {
  const path = write(
    'program.mjs',
    `import { createClient } from 'openai-invites';
     import { startMockOrganization } from 'openai-invites/mock';${program}`,
  );
  expect(node(path)).toBe('organization.invite ada@example.com\n');
});

test('the installed package is used from CommonJS', () => {
  const path = write(
    'program.cjs',
    `const { createClient } = require('openai-invites');
     const { startMockOrganization } = require('openai-invites/mock');${program}`,
  );
  expect(node('--no-warnings', path)).toBe('organization.invite ada@example.com\n');
});

test('the ESM and the CommonJS form have one error family, and take each other’s clients', () => {
  const path = write(
    'forms.mjs',
    `import assert from 'node:assert/strict';
     import { createRequire } from 'node:module';
     import * as esm from 'openai-invites';
     import * as esmBulk from 'openai-invites/bulk';
     const require = createRequire(import.meta.url);
     const [cjs, cjsBulk] = [require('openai-invites'), require('openai-invites/bulk')];
     const { startMockOrganization } = require('openai-invites/mock');
     assert.notEqual(esm.InviteError, cjs.InviteError);
     const { url, apiKey, invites, close } = await startMockOrganization();
     for (const [main, other, { importInvites, JournalError }] of [
       [esm, cjs, cjsBulk], [cjs, esm, esmBulk],
     ]) {
       const wrong = main.createClient({ baseUrl: url, apiKey: 'wrong' });
       const rows = [{ email: 'ada@example.com', role: 'reader' }];
       const error = await wrong.inviteUser(rows[0]).catch((error) => error);
       assert(error instanceof other.ApiError && error instanceof other.InviteError);
       assert(!(error instanceof other.DriftError));
       const client = main.createClient({ baseUrl: url, apiKey });
       assert.equal((await importInvites(client, rows).summary()).invited, 1);
       const journal = new JournalError('…', 'unusable');
       assert(journal instanceof main.InviteError && journal instanceof other.InviteError);
     }
     assert.equal(invites.length, 2);
     await close();`,
  );
  expect(node(path)).toBe('');
});

/** `npm run test:runtimes` tries older compilers, and all ways of resolving. */
test('its types serve modules and CommonJS', async () => {
  const source = `import { createClient, InviteError, type Invite } from 'openai-invites';
    import { startMockOrganization } from 'openai-invites/mock';
    const client = createClient({ apiKey: 'sk-admin-x' });
    export const invite: Promise<Invite> = client.inviteUser({ email: 'a@b.c', role: 'owner' });
    export const mock = startMockOrganization();
    export const base: typeof Error = InviteError.prototype.constructor as typeof Error;
    // @ts-expect-error there is no such role
    client.inviteUser({ email: 'a@b.c', role: 'admin' });`;
  const files = ['consumer.mts', 'consumer.cts'].map((name) => write(name, source));
  expect(await compile([...strictOptions, ...files], installed)).toBe('');
});

test('its command runs', () => {
  const bin = join(installed, 'node_modules/.bin/openai-invites');
  const out = execFileSync(bin, ['create', 'ada@example.com', '--role', 'reader', '--mock'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(out).toContain('ada@example.com');
});
