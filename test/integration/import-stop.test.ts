import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { invite, key } from '../support/calls.js';
import { command } from '../support/installed.js';
import { journalIn } from '../support/journal.js';
import { temporaryFolder } from '../support/project.js';
import { serve } from '../support/server.js';

/** A server that answers nothing until it is told to, and then at once. */
async function holdingServer() {
  const held: (() => void)[] = [];
  const arrivals = new EventEmitter();
  let isHolding = true;
  const { url, seen } = await serve((response, _request, { body }) => {
    const answer = (): void => {
      const { email, role } = JSON.parse(body) as typeof invite;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...invite, email, role }));
    };
    if (isHolding) held.push(answer);
    else answer();
    arrivals.emit('request');
  });
  const release = (): void => {
    isHolding = false;
    for (const answer of held) answer();
  };
  const received = async (count: number): Promise<void> => {
    while (seen.length < count) await once(arrivals, 'request');
  };
  return { url, seen, received, release };
}

/** `openai-invites import` of ten rows, four at a time, as a process. */
function startImport(folder: string, url: string) {
  const rows = Array.from({ length: 10 }, (_, index) => `user${index}@example.com,reader\n`);
  writeFileSync(join(folder, 'staff.csv'), `email,role\n${rows.join('')}`);
  const child = spawn(process.execPath, [command, 'import', `${folder}/staff.csv`], {
    env: { ...process.env, OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: url },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const says = async (words: string): Promise<void> => {
    while (!err.includes(words)) await once(child.stderr, 'data');
  };
  const end = once(child, 'close').then(([code]) => ({ code: code as unknown, err }));
  return { child, says, end };
}

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s waits for what is on its way, sends no more, and exits %i', async (name, code) => {
  const folder = temporaryFolder();
  const { url, seen, received, release } = await holdingServer();
  const { child, says, end } = startImport(folder, url);
  await received(4);
  child.kill(name);
  await says('finishing 4 requests. Press Ctrl-C again to quit now');
  release();
  const ended = await end;
  expect(ended.code).toBe(code);
  expect(ended.err).toContain('Invited now 4 · not sent 6');
  expect(ended.err).toContain(
    `Stopped by ${name === 'SIGINT' ? 'Ctrl-C' : name}. Run the same command again to go on.`,
  );
  expect(seen).toHaveLength(4);
  expect(journalIn(folder).match(/"state":"invited"/g)).toHaveLength(4);
});

test('a second SIGINT exits at once; the next run sends the rest and lists unknown ones', async () => {
  const folder = temporaryFolder();
  const { url, seen, received, release } = await holdingServer();
  const first = startImport(folder, url);
  await received(4);
  first.child.kill('SIGINT');
  await first.says('Stopping');
  first.child.kill('SIGINT');
  expect((await first.end).code).toBe(130);
  expect(journalIn(folder)).not.toContain('"state":"invited"');
  release();
  const { code, err } = await startImport(folder, url).end;
  expect(code).toBe(3);
  expect(err).toContain('Invited now 6 · unknown 4');
  expect(new Set(seen.map(({ body }) => body)).size).toBe(10);
  expect(seen).toHaveLength(10);
});
