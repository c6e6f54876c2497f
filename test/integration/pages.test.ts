import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import openapiTypes, { astToString } from 'openapi-typescript';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isObject } from '../../scripts/openapi/json.js';
import type { ImportSummary, RowOutcome } from '../../src/bulk/index.js';
import type { InviteRequest } from '../../src/index.js';
import type * as Mock from '../../src/mock/index.js';
import { importAnew, makeApp, runProgram } from '../support/app.js';
import { compile, strictOptions } from '../support/compile.js';
import { documentWithList, makeFork } from '../support/fork.js';
import { installed } from '../support/installed.js';
import { blocks, type Block } from '../support/pages.js';
import { root, temporaryFolder } from '../support/project.js';

const fork = await makeFork();
const { startMockOrganization } = await importAnew<typeof Mock>(
  await fork.bundle('src/mock/index.ts'),
);
const app = makeApp(installed, ['openai', 'vitest', '@types/node', 'undici-types']);
writeFileSync(join(app.folder, 'openai-api.ts'), astToString(await openapiTypes(documentWithList)));

/** The key that the pages use. */
const apiKey = 'sk-admin-example';
let organization: Mock.MockOrganization;

beforeEach(async () => {
  organization = await startMockOrganization({ apiKey });
  vi.stubEnv('OPENAI_ADMIN_KEY', apiKey);
  vi.stubEnv('OPENAI_BASE_URL', organization.url);
  process.chdir(temporaryFolder());
});

afterEach(async () => {
  process.chdir(root);
  vi.unstubAllEnvs();
  await organization.close();
});

afterAll(() => {
  fork.remove();
  app.remove();
});

const all = blocks.filter(({ language }) => language === 'ts');
const isForFork = ({ code }: Block): boolean => /client\.api\.GET|listInvites/.test(code);
const isRecipe = ({ code }: Block): boolean => /^export |'vitest'|'openai'/m.test(code);
const typescript = all.filter((block) => !isForFork(block));
const paths = new Map<Block, string>();
for (const block of typescript) paths.set(block, await app.write(block));

function nameOf({ page, number }: Block): string {
  return `${page}, block ${number}`;
}

/** The module of the one block that holds a text. */
function moduleWith(text: string): string {
  const found = [...paths].filter(([{ code }]) => code.includes(text));
  expect(found).toHaveLength(1);
  return `${found[0]?.[1] ?? ''}.mjs`;
}

/** What the comments of a program say that it prints, as patterns in which `…` is any text. */
function printedBy({ code }: Block): RegExp[] {
  return [...code.matchAll(/console\.log\(.*; \/\/ (.+)$/gm)].map(([, text = '']) => {
    const parts = text.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
}

function addressesInvited(): string[] {
  return organization.invites.map(({ email }) => email);
}

/** More invites than fit on a page of the list, the address of the pages on the last one. */
async function fillOrganization(): Promise<void> {
  const others = Array.from({ length: 20 }, (_, index) => `user${index}@example.com`);
  for (const email of [...others, 'ada@example.com']) {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ email, role: 'reader' });
    await fetch(`${organization.url}/organization/invites`, { method: 'POST', headers, body });
  }
}

test('every code block is in a language that a test checks', () => {
  expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['ts', 'sh', 'text']));
});

test('every program passes the compiler', async () => {
  const files = [...paths.values()].map((path) => `${path}.ts`);
  const types = ['--lib', 'es2023,dom,dom.iterable', '--skipLibCheck'];
  expect(await compile([...strictOptions, ...types, ...files], app.folder)).toBe('');
});

describe('a program', () => {
  const programs = typescript.filter((block) => !isRecipe(block));

  test.each(programs.map((block) => [nameOf(block), block] as const))(
    '%s makes its invite, and prints what its comments say',
    async (_name, block) => {
      const printed = await runProgram(`${paths.get(block) ?? ''}.mjs`);
      for (const pattern of printedBy(block))
        expect(printed).toContainEqual(expect.stringMatching(pattern));
      const isForeign = /startMockOrganization|api\.GET/.test(block.code);
      expect(addressesInvited()).toHaveLength(isForeign ? 0 : 1);
    },
  );
});

test('other operations are called, with their types, through the installed package', async () => {
  await fillOrganization();
  const printed = await runProgram(moduleWith("from './openai-api.js'"));
  expect(printed.join()).toContain("object: 'list'");
  expect(organization.requests.at(-1)?.path).toMatch(/invites\?limit=100$/);
});

describe('a fork that has the list of invites', () => {
  const [recipe = '', description = '', method = '', ...others] = all
    .filter(isForFork)
    .map(({ code }) => code);

  const withMethod = `import { createClient } from 'openai-invites';
    const { data } = await createClient().listInvites({ limit: 3 });
    console.log(data.map(({ email }) => email).join());`;

  /** Runs a program with more invites than fit on a page of the list. */
  async function runInFork(file: string): Promise<string> {
    await fillOrganization();
    return (await runProgram(await fork.bundle(file))).join();
  }

  test('compiles its programs, with types and a method of its own', async () => {
    expect(others).toEqual([]);
    fork.addMethod(description, method);
    mkdirSync(join(fork.folder, 'fork'));
    writeFileSync(join(fork.folder, 'fork/recipe.ts'), recipe);
    writeFileSync(join(fork.folder, 'fork/method.ts'), withMethod);
    expect(await compile(['-p', 'tsconfig.fork.json'], fork.folder)).toBe('');
  });

  test('invites nobody who is in it, on whichever page', async () => {
    expect(await runInFork('fork/recipe.ts')).toContain('invitedEarlier: 1');
    expect(organization.invites).toHaveLength(21);
    const listings = organization.requests.filter(({ method: used }) => used === 'GET');
    expect(listings.length).toBeGreaterThan(1);
  });

  test('calls the method that the page adds', async () => {
    const printed = await runInFork('fork/method.ts');
    expect(printed).toBe('user0@example.com,user1@example.com,user2@example.com');
  });
});

describe("the list of OpenAI's own SDK", () => {
  test('keeps an import from inviting who is in it, on whichever page', async () => {
    await fillOrganization();
    const printed = await runProgram(moduleWith('existing: invites.list()'));
    expect(printed).toEqual(['Ada invited']);
    expect(organization.invites).toHaveLength(21);
  });

  test('settles a call whose answer was lost', async () => {
    organization.addFault({ break: 'after-reading', createsInvite: true });
    const printed = await runProgram(moduleWith("console.log('It went out.', invite.id)"));
    expect(printed).toEqual([`It went out. ${organization.invites[0]?.id ?? ''}`]);
    expect(organization.invites).toHaveLength(1);
  });
});

describe('the queue worker', () => {
  type Work = (
    job: InviteRequest,
    states: {
      begin: (email: string) => Promise<string | undefined>;
      end: (email: string, state: string | undefined) => Promise<void>;
    },
  ) => Promise<string>;

  const job = { email: 'ada@example.com', role: 'reader' } as const;

  /** A worker beside a table of states. */
  async function startWorker(before: [string, string][] = []) {
    const { work } = await importAnew<{ work: Work }>(moduleWith('function work('));
    const rows = new Map(before);
    const begin = (email: string) => {
      const state = rows.get(email);
      rows.set(email, state ?? 'sending');
      return Promise.resolve(state);
    };
    const end = (email: string, state: string | undefined) => {
      if (state === undefined) rows.delete(email);
      else rows.set(email, state);
      return Promise.resolve();
    };
    return { rows, work: (body: InviteRequest) => work(body, { begin, end }) };
  }

  test('removes a job that is done, and does not send it when it is delivered again', async () => {
    const { work } = await startWorker();
    expect([await work(job), await work(job)]).toEqual(['ack', 'ack']);
    expect(organization.requests).toHaveLength(1);
  });

  test('parks a job whose answer is lost, and does not send it again', async () => {
    organization.addFault({ break: 'after-reading', createsInvite: true });
    const { work } = await startWorker();
    expect([await work(job), await work(job)]).toEqual(['park', 'park']);
    expect(organization.requests).toHaveLength(1);
  });

  test('parks a job that another worker began', async () => {
    const { work } = await startWorker([[job.email, 'sending']]);
    expect(await work(job)).toBe('park');
    expect(organization.requests).toEqual([]);
  });

  test('asks for a job again after a rate limit, and sends it then', async () => {
    organization.addFault({ status: 429, headers: { 'retry-after': '3600' } });
    const { work, rows } = await startWorker();
    expect(await work(job)).toBe('retry');
    expect(rows).toEqual(new Map());
    // Another process, which the limit no longer holds.
    const later = await startWorker([...rows]);
    expect(await later.work(job)).toBe('ack');
    expect(addressesInvited()).toEqual([job.email]);
  });

  test('asks for a job again if nothing listens', async () => {
    await organization.close();
    const { work } = await startWorker();
    expect(await work(job)).toBe('retry');
  });

  test('parks a job that the server refuses', async () => {
    organization.addFault({ status: 400 });
    const { work } = await startWorker();
    expect(await work(job)).toBe('park');
    expect(await work({ ...job, role: 'nobody' as 'reader' })).toBe('park');
  });
});

describe('the route handler', () => {
  async function post(body: string): Promise<[status: number, json: unknown]> {
    const { POST } = await importAnew<{ POST: (request: Request) => Promise<Response> }>(
      moduleWith('function POST('),
    );
    const url = 'https://app.example/invites';
    const response = await POST(new Request(url, { method: 'POST', body }));
    return [response.status, await response.json()];
  }

  const ada = JSON.stringify({ email: 'ada@example.com' });

  test('answers 201 with the invite', async () => {
    const id: unknown = expect.any(String);
    expect(await post(ada)).toEqual([201, { outcome: 'invited', id }]);
  });

  test('answers 202 if the invite may have gone out', async () => {
    organization.addFault({ status: 503 });
    expect(await post(ada)).toEqual([202, { outcome: 'unknown' }]);
  });

  test.each(['{}', 'no JSON', '{"email":1}'])('answers 400 to %s', async (body) => {
    expect(await post(body)).toEqual([400, { outcome: 'not-invited' }]);
    expect(organization.requests).toEqual([]);
  });

  test('answers 502 if the API refuses', async () => {
    organization.addFault({ status: 403 });
    expect(await post(ada)).toEqual([502, { outcome: 'not-invited' }]);
  });
});

describe('the tests of an application', async () => {
  await importAnew(moduleWith("from 'vitest'"));
});

test('the import from a database hands each result back with its row, once', async () => {
  type Save = (id: number, outcome: RowOutcome, reason?: string) => Promise<void>;
  const { invitePeople } = await importAnew<{
    invitePeople: (people: AsyncIterable<unknown>, save: Save) => Promise<ImportSummary>;
  }>(moduleWith('function invitePeople('));
  async function* people() {
    yield* await Promise.resolve([
      { id: 7, email: 'ada@example.com', isAdmin: false },
      { id: 8, email: 'grace@example.com', isAdmin: true },
      { id: 9, email: 'ADA@example.com', isAdmin: false },
    ]);
  }
  for (const invited of ['invited', 'invitedEarlier'] as const) {
    const saved = new Map<number, RowOutcome>();
    const save: Save = (id, outcome) => Promise.resolve(void saved.set(id, outcome));
    expect(await invitePeople(people(), save)).toMatchObject({ [invited]: 2, invalid: 1 });
    expect(saved).toEqual(
      new Map([
        [7, 'invited'],
        [8, 'invited'],
        [9, 'invalid'],
      ]),
    );
  }
  const invited = organization.invites.map(({ email, role }) => `${email} ${role}`);
  expect(invited.sort()).toEqual(['ada@example.com reader', 'grace@example.com owner']);
});

test('every recipe is tried above', () => {
  const recipes = typescript.filter(isRecipe).map(({ code }) => code);
  const tried = ['function work(', 'function POST(', "from 'vitest'", 'function invitePeople('];
  const lists = ['invites.list(),', 'invites.list())'];
  expect(
    recipes.filter((code) => ![...tried, ...lists].some((text) => code.includes(text))),
  ).toEqual([]);
});

describe('shell', () => {
  const shell = blocks.filter(({ language }) => language === 'sh');
  const isOfProject = ({ code }: Block): boolean => /^npm /m.test(code);
  const path = [join(installed, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

  test.each(
    shell.filter((block) => !isOfProject(block)).map((block) => [nameOf(block), block] as const),
  )('%s runs without a failure', async (_name, { code }) => {
    // npx would ask a registry: here, the package is on the PATH instead.
    const local = code.replaceAll(/^npx /gm, '');
    const script = local.replace('https://api.openai.com/v1', organization.url);
    await promisify(execFile)('bash', ['-euc', script], { env: { ...process.env, PATH: path } });
  });

  test('the first lines are how the package is installed, and what CI runs', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const name = isObject(manifest) ? String(manifest['name']) : '';
    const [install, clone] = shell.filter(({ page }) => page === 'README.md');
    expect(install?.code).toBe(`npm install ${name}\n`);
    expect(clone?.code).toBe('npm ci\nnpm start\nnpm test\n');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^npm ci\nnpm test$/m);
  });
});
