import fs, {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { JournalError } from '../../../src/bulk/index.js';
import { Journal } from '../../../src/bulk/journal/journal.js';
import { limitsOf } from '../../../src/bulk/journal/lock.js';
import { key } from '../../support/calls.js';
import { temporaryFolder } from '../../support/project.js';

const owner = { target: 'https://api.example/v1', apiKey: key };
const at = '2026-01-01T00:00:00.000Z';

function newPath(): string {
  return join(temporaryFolder(), 'staff.csv.journal.ndjson');
}

async function opened(path: string, by = owner): Promise<Journal> {
  const journal = await Journal.open(path, by);
  onTestFinished(() => journal.close().catch(() => undefined));
  return journal;
}

async function refusal(opening: Promise<unknown>): Promise<string> {
  const error: unknown = await opening.catch((reason: unknown) => reason);
  if (!(error instanceof JournalError)) throw error;
  return error.message;
}

test('the next run reads what was written; the last entry for an address counts', async () => {
  const path = newPath();
  const journal = await Journal.open(path, owner);
  await journal.append({ address: 'ada@example.com', state: 'intent', at });
  await journal.append({ address: 'bob@example.com', state: 'intent', at });
  await journal.append({ address: 'ada@example.com', state: 'invited', at, id: 'invite-1' });
  await journal.close();
  const { entries } = (await opened(path)).contents;
  expect([...entries].map(([address, { state }]) => [address, state])).toEqual([
    ['ada@example.com', 'invited'],
    ['bob@example.com', 'intent'],
  ]);
});

test.skipIf(process.platform === 'win32')('only its owner may read it', async () => {
  const path = newPath();
  await opened(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a line truncated by a crash is cut off', async () => {
  const path = newPath();
  const journal = await Journal.open(path, owner);
  await journal.append({ address: 'ada@example.com', state: 'invited', at });
  await journal.close();
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '{"address":"bob@example.com","sta');
  const next = await opened(path);
  expect([...next.contents.entries.keys()]).toEqual(['ada@example.com']);
  expect(readFileSync(path, 'utf8')).toBe(whole);
});

test.each(['invited', 'intent'] as const)(
  'a last line without its end, as editors leave it, counts: %s',
  async (state) => {
    const path = newPath();
    await (await Journal.open(path, owner)).close();
    const line = JSON.stringify({ address: 'ada@example.com', state, at });
    appendFileSync(path, line);
    const journal = await opened(path);
    expect(journal.contents.entries.get('ada@example.com')?.state).toBe(state);
    await journal.append({ address: 'bob@example.com', state: 'intent', at });
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
    expect(readFileSync(path, 'utf8')).toContain(`${line}\n{"address":"bob`);
  },
);

test('a byte order mark and blank lines, as editors leave them, are no damage', async () => {
  const path = newPath();
  const journal = await Journal.open(path, owner);
  await journal.append({ address: 'ada@example.com', state: 'invited', at });
  await journal.close();
  writeFileSync(path, `\ufeff${readFileSync(path, 'utf8')}\r\n\n`);
  const next = await opened(path);
  expect([...next.contents.entries.keys()]).toEqual(['ada@example.com']);
  await next.append({ address: 'bob@example.com', state: 'intent', at });
  const { entries } = await Journal.read(path, owner);
  expect([...entries.keys()]).toEqual(['ada@example.com', 'bob@example.com']);
});

test('a first line truncated by a crash is written again', async () => {
  const path = newPath();
  writeFileSync(path, '{"journal":"openai-inv');
  await opened(path);
  expect(readFileSync(path, 'utf8')).toMatch(/^\{"journal":"openai-invites","version":2,.*\}\n$/);
});

test.each([
  ['another file, without a line end', 'email,role'],
  ['another file', 'email,role\nada@example.com,reader\n'],
  ['other JSON', '{"email":"ada@example.com"}\n'],
])('%s is no journal, and stays as it is', async (_name, text) => {
  const path = newPath();
  writeFileSync(path, text);
  expect(await refusal(Journal.open(path, owner))).toContain('is not a journal');
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a line that is damaged within is named', async () => {
  const path = newPath();
  await (await Journal.open(path, owner)).close();
  appendFileSync(path, 'x\n{"address":"ada@example.com","state":"invited"}\n');
  expect(await refusal(Journal.open(path, owner))).toContain('is damaged at line 2');
});

test('the journal of another API is refused', async () => {
  const path = newPath();
  await (await Journal.open(path, owner)).close();
  const other = { ...owner, target: 'http://127.0.0.1/v1' };
  expect(await refusal(Journal.open(path, other))).toContain(
    'is about invites at https://api.example/v1; you are sending to http://127.0.0.1/v1',
  );
});

test('another format is refused', async () => {
  const path = newPath();
  writeFileSync(path, `${JSON.stringify({ journal: 'openai-invites', version: 0, ...owner })}\n`);
  expect(await refusal(Journal.open(path, owner))).toContain('has version 0');
});

test('two runs cannot open it at the same time, under any name', async () => {
  const path = newPath();
  const first = await Journal.open(path, owner);
  const message = await refusal(
    Journal.open(join(path, '..', '.', 'staff.csv.journal.ndjson'), owner),
  );
  expect(message).toContain('in use by another run');
  await first.close();
  await opened(path);
});

describe.each<[string, (path: string) => void]>([
  ['deleted', rmSync],
  [
    'replaced',
    (path) => {
      rmSync(path);
      writeFileSync(path, '');
    },
  ],
])('a journal that is %s', (_name, harm) => {
  test.each([
    ['before a line is written', 'write', 'before'],
    ['after a line is written', 'write', 'after'],
    ['before it is on disk to stay', 'datasync', 'before'],
    ['before the check that it is still there', 'datasync', 'after'],
  ] as const)('%s takes nothing more down', async (_moment, method, when) => {
    const path = newPath();
    const journal = await opened(path);
    await journal.append({ address: 'ada@example.com', state: 'intent', at });
    await interrupt(path, method, when, harm);
    const entry = { address: 'bob@example.com', state: 'intent', at } as const;
    expect(await refusal(journal.append(entry))).toContain(
      'was deleted or replaced: nothing more is sent',
    );
    expect(journal.fault).toBeInstanceOf(JournalError);
    expect(await refusal(journal.append(entry))).toContain('was deleted or replaced');
  });
});

/** Does harm to a file just before, or just after, the next write or flush of any file. */
async function interrupt(
  path: string,
  method: 'write' | 'datasync',
  when: 'before' | 'after',
  harm: (path: string) => void,
): Promise<void> {
  onTestFinished(() => void vi.restoreAllMocks());
  if (method === 'datasync') {
    const { fdatasync } = fs;
    vi.spyOn(fs, 'fdatasync').mockImplementationOnce((fd, done) => {
      if (when === 'before') harm(path);
      fdatasync(fd, (error) => {
        if (when === 'after') harm(path);
        done(error);
      });
    });
    return;
  }
  const handle = await open(path);
  const prototype = Object.getPrototypeOf(handle) as Record<
    'write',
    (...args: unknown[]) => unknown
  >;
  await handle.close();
  const original = prototype.write;
  vi.spyOn(prototype, 'write').mockImplementationOnce(async function (this: unknown, ...args) {
    if (when === 'before') harm(path);
    const result = await original.apply(this, args);
    if (when === 'after') harm(path);
    return result;
  });
}

test('a folder that is not there is named', async () => {
  const path = join(temporaryFolder(), 'nowhere', 'journal');
  expect(await refusal(Journal.open(path, owner))).toContain('cannot be opened (ENOENT)');
  expect(existsSync(path)).toBe(false);
});

test('the next run reads what the rate limiter learned; the last entry counts', async () => {
  const path = newPath();
  const journal = await Journal.open(path, owner);
  await journal.append({ rateLimit: { requestsPerMinute: 10 } });
  await journal.append({ rateLimit: { requestsPerMinute: 12 } });
  await journal.close();
  expect((await opened(path)).contents.rateLimit).toEqual({ requestsPerMinute: 12 });
});

test('a lock on a network file system comes with a warning, one on a local file system does not', async () => {
  for (const type of [0x6969, 0xff534d42, 0x65735546, 0x01021997])
    expect(limitsOf(type)).toContain('runs on other machines may not see');
  for (const type of [0xef53, 0x01021994, 0x9123683e]) expect(limitsOf(type)).toBeUndefined();
  expect((await opened(newPath())).limits).toBeUndefined();
});
