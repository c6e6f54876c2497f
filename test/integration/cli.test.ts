import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { key } from '../support/calls.js';
import { command } from '../support/installed.js';
import { organizationAndEnv } from '../support/organization.js';
import { serve } from '../support/server.js';

const ada = ['create', 'ada@example.com', '--role', 'reader'];

test('the exit code reaches the shell', async () => {
  const code = await new Promise((resolve) => {
    const child = execFile(process.execPath, [command, 'create'], () => {
      resolve(child.exitCode);
    });
  });
  expect(code).toBe(2);
});

test.skipIf(!existsSync('/dev/full'))(
  'an invite that cannot be reported does not exit like one that was not made',
  async () => {
    const [organization, env] = await organizationAndEnv();
    const words = [process.execPath, command, ...ada].map((word) => `'${word}'`);
    const child = spawn('bash', ['-c', `exec > /dev/full; exec ${words.join(' ')}`], {
      env: { ...process.env, ...env },
    });
    const [err] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(organization.invites).toHaveLength(1);
    expect(err).toContain('cannot be written to standard output (ENOSPC)');
    expect(child.exitCode).toBe(3);
  },
);

test('a stop in flight says that the outcome is unknown, and exits 130', async () => {
  const arrivals = new EventEmitter();
  const { url } = await serve(() => arrivals.emit('request'));
  const child = spawn(process.execPath, [command, ...ada], {
    env: { ...process.env, OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: url },
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(arrivals, 'request');
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(130);
  expect(err).toContain('pending invites');
});

test('mock runs until it is stopped', async () => {
  const child = spawn(process.execPath, [command, 'mock']);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /OPENAI_BASE_URL=(\S+)/.exec(chunk.toString())?.[1] ?? '';
  expect((await fetch(`${url}/organization/invites`)).status).toBe(405);
  const page = new URL('/', url).href;
  expect(await (await fetch(page)).text()).toContain('Requests: 1<');
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(143);
  expect(err).toContain(`See what it receives at ${page}\n`);
});
