import { afterEach, describe, expect, test } from 'vitest';
import { nextStep } from '../../../src/errors.js';
import type { Fault } from '../../../src/mock/index.js';
import { key } from '../../support/calls.js';
import { commandLine, type Ran } from '../../support/command-line.js';
import { organizationAndEnv } from '../../support/organization.js';

const shown: string[] = [];

/** Runs the command line in this process, and keeps what it showed. */
async function cli(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await commandLine(args, env);
  shown.push(ran.out, ran.err);
  return ran;
}

const createAda = ['create', 'ada@example.com', '--role', 'reader'];

afterEach(() => {
  expect(shown.join('\n')).not.toContain(key);
});

describe('create', () => {
  test('tells a person of the invite and exits 0', async () => {
    const [organization, env] = await organizationAndEnv();
    const { code, out, err } = await cli(createAda, env);
    expect(code).toBe(0);
    expect(out).toMatch(/^Invited ada@example.com as reader.\ninvite-mock-000001, valid until 20/);
    expect(err).toBe('');
    expect(organization.requests[0]?.body).toBe('{"email":"ada@example.com","role":"reader"}');
  });

  test('--verbose prints a line for each attempt, without the key and the invitee', async () => {
    const headers = { 'retry-after': '0', 'x-request-id': 'req_1' };
    const [, env] = await organizationAndEnv({ status: 429, headers });
    const { code, err } = await cli([...createAda, '--verbose'], env);
    expect(code).toBe(0);
    const lines = err.split('\n');
    expect(lines[0]).toMatch(
      /^Attempt 1: status 429, request req_1\S*, not-invited, \d+ ms; the next in \d+\.\d s \(rate limit\)$/,
    );
    expect(lines[1]).toMatch(/^Attempt 2: status 200, request \S+, invited, \d+ ms$/);
    expect(err).not.toContain('ada@');
  });

  test('--json writes the invite as JSON', async () => {
    const [organization, env] = await organizationAndEnv();
    const { out } = await cli([...createAda, '--json'], env);
    expect(JSON.parse(out)).toEqual(organization.invites[0]);
  });

  test.each([
    [['--no-projects'], '"projects":[]'],
    [['--project', 'p:member', '--project', 'q:r:owner'], '"id":"q:r","role":"owner"'],
  ])('%j sends %s', async (flags, sent) => {
    const [organization, env] = await organizationAndEnv();
    expect(await cli([...createAda, ...flags], env)).toMatchObject({ code: 0 });
    expect(organization.requests[0]?.body).toContain(sent);
  });

  test('--dry-run shows the request, sends nothing, needs no key', async () => {
    const [organization, env] = await organizationAndEnv();
    const { code, out } = await cli([...createAda, '--dry-run'], {
      OPENAI_BASE_URL: env['OPENAI_BASE_URL'] ?? '',
    });
    expect(code).toBe(0);
    expect(out).toContain(`POST ${organization.url}/organization/invites`);
    expect(organization.requests).toHaveLength(0);
  });

  test('roles may be written in any case, as in a file', async () => {
    const [organization, env] = await organizationAndEnv();
    const args = ['create', 'ada@example.com', '--role', 'READER', '--project', 'proj_a:Member'];
    expect(await cli(args, env)).toMatchObject({ code: 0 });
    expect(organization.invites).toMatchObject([
      { role: 'reader', projects: [{ id: 'proj_a', role: 'member' }] },
    ]);
  });

  test('--mock needs neither key nor server', async () => {
    const { code, out, err } = await cli([...createAda, '--mock']);
    expect(code).toBe(0);
    expect(out).toContain('Invited ada@example.com');
    expect(err).toContain('no real invite is sent');
  });
});

describe('exit codes', () => {
  test.each<[string, Fault, number, string]>([
    ['refused by the server', { status: 400 }, 1, 'No invite went out'],
    ['a wrong key', { status: 401 }, 1, 'admin key'],
    ['a broken connection', { break: 'after-reading' }, 3, 'pending invites'],
    ['an internal error', { status: 500 }, 3, 'pending invites'],
    ['an answer that is no invite', { body: '<html>' }, 3, 'pending invites'],
    ['no answer in time', { delay: Infinity }, 3, 'within 200 ms'],
  ])('%s', async (_name, fault, expected, text) => {
    const [, env] = await organizationAndEnv(fault);
    const { code, out, err } = await cli([...createAda, '--timeout', '200'], env);
    expect(code).toBe(expected);
    expect(out).toBe('');
    expect(err).toContain(text);
  });

  test.each([
    ['no command', []],
    ['an unknown command', ['invite']],
    ['an unknown option', [...createAda, '--key', 'x']],
    ['no role', ['create', 'ada@example.com']],
    ['no address', ['create', '', '--role', 'reader']],
    ['what is no address', ['create', 'ada\u200b@example.com', '--role', 'reader']],
    ['a wrong role', ['create', 'ada@example.com', '--role', 'admin']],
    ['a wrong project role', [...createAda, '--project', 'p:reader']],
    ['a project without role', [...createAda, '--project', 'p']],
    ['--project with --no-projects', [...createAda, '--project', 'p:member', '--no-projects']],
    ['one project twice', [...createAda, '--project', 'p:member', '--project', 'p:owner']],
    ['--mock with --base-url', [...createAda, '--mock', '--base-url', 'http://127.0.0.1:1']],
    ['a bad timeout', [...createAda, '--timeout', 'soon']],
    ['a timeout of 0', [...createAda, '--timeout', '0']],
    ['a base URL that is not safe', [...createAda, '--base-url', 'http://api.example']],
    ['a bad port', ['mock', '--port', '-1']],
    ['a port that is too large', ['mock', '--port', '65536']],
  ])('2 for %s, and nothing is sent', async (_name, args) => {
    const [organization, env] = await organizationAndEnv();
    const { code, out, err } = await cli(args, env);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).not.toBe('');
    expect(organization.requests).toHaveLength(0);
  });

  test('3 names the place to look at as errors do', async () => {
    const { out } = await cli(['--help']);
    expect(out).toContain('check the members page');
    expect(nextStep.unknown).toContain('on the members page');
  });

  test('2 without a key; OPENAI_API_KEY does not serve', async () => {
    const [organization] = await organizationAndEnv();
    const env = { OPENAI_API_KEY: 'sk-proj-x' };
    const { code, err } = await cli([...createAda, '--base-url', organization.url], env);
    expect(code).toBe(2);
    expect(err).toContain('OPENAI_API_KEY is not used');
    expect(organization.requests).toHaveLength(0);
  });
});

test.each([
  ['sk-proj-0123', 'project key'],
  ['sk-svcacct-0123', 'service account key'],
])('a key %s is warned of before it is sent', async (apiKey, warning) => {
  const [organization, env] = await organizationAndEnv();
  const { code, err } = await cli(createAda, { ...env, OPENAI_ADMIN_KEY: apiKey });
  expect(err).toContain(warning);
  expect(err).not.toContain(apiKey);
  expect(code).toBe(1);
  expect(organization.requests).toHaveLength(1);
});

describe('what could steer a terminal is escaped', () => {
  const hostile = '\u001b[2J\u009b\u202egnp\u0007';

  test('in an error of the server', async () => {
    const [, env] = await organizationAndEnv({
      status: 400,
      body: { error: { message: hostile } },
    });
    const { err } = await cli(createAda, env);
    expect(err).toContain(String.raw`\u001b[2J\u009b\u202egnp\u0007`);
    expect(err).not.toMatch(/[\u001b\u009b\u202e\u0007]/);
  });

  test('in an invite, and its JSON stays JSON', async () => {
    const id = `invite-${hostile}`;
    const body = { ...(await sample()), id };
    const [, env] = await organizationAndEnv({ body }, { body });
    expect((await cli(createAda, env)).out).not.toMatch(/[\u001b\u009b\u202e\u0007]/);
    const { out } = await cli([...createAda, '--json'], env);
    expect(out).not.toMatch(/[\u001b\u009b\u202e\u0007]/);
    expect(JSON.parse(out)).toMatchObject({ id });
  });

  async function sample(): Promise<object> {
    const [organization, env] = await organizationAndEnv();
    await cli(createAda, env);
    return organization.invites[0] ?? {};
  }
});

test.each(
  [createAda, ['import', '-']].flatMap((args) =>
    ['proxy.example:8080', 'ftp://user:secret@proxy.example', 'http://'].map(
      (proxy) => [args[0], proxy, args] as const,
    ),
  ),
)('%s: HTTPS_PROXY=%s is refused', async (_name, HTTPS_PROXY, args) => {
  const env = { OPENAI_ADMIN_KEY: key, HTTPS_PROXY };
  const { code, err } = await commandLine(args, env, 'email,role\nada@example.com,reader\n');
  expect(code).toBe(2);
  expect(err).toContain('HTTPS_PROXY must be a URL');
  expect(err).not.toContain('secret');
});

describe('help', () => {
  test.each([[['--help']], [['create', '--help']], [['mock', '--help']], [['help', 'create']]])(
    '%j goes to standard output, exit 0',
    async (args) => {
      const { code, out, err } = await cli(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('Usage: openai-invites');
    },
  );

  test('says what the absence of projects means', async () => {
    const { out } = await cli(['create', '--help']);
    expect(out).toMatch(/default\s+project/);
    expect(out).toMatch(/empty list/);
  });

  test.each([[['--version']], [['-V']]])('%j', async (args) => {
    expect((await cli(args)).out).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
