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

test.each(['bundler', 'nodenext'])('its types serve %s', async (moduleResolution) => {
  const source = `import { createClient, InviteError, type Invite } from 'openai-invites';
    import { startMockOrganization } from 'openai-invites/mock';
    const client = createClient({ apiKey: 'sk-admin-x' });
    export const invite: Promise<Invite> = client.inviteUser({ email: 'a@b.c', role: 'owner' });
    export const mock = startMockOrganization();
    export const base: typeof Error = InviteError.prototype.constructor as typeof Error;
    // @ts-expect-error there is no such role
    client.inviteUser({ email: 'a@b.c', role: 'admin' });`;
  const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext';
  const path = write('consumer.mts', source);
  const options = [...strictOptions, '--module', module, '--moduleResolution', moduleResolution];
  expect(await compile([...options, '--lib', 'es2023,dom,dom.iterable', path], installed)).toBe('');
});

test('its command runs', () => {
  const bin = join(installed, 'node_modules/.bin/openai-invites');
  const out = execFileSync(bin, ['create', 'ada@example.com', '--role', 'reader', '--mock'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(out).toContain('ada@example.com');
});
