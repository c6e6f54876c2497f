import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { compile, strictOptions } from '../support/compile.js';
import { copyProject, frozen } from '../support/project.js';
import { blocks, toJavaScript } from '../support/readme.js';

type Mock = typeof import('../../src/mock/index.js');

const run = promisify(execFile);

const recipes = blocks('ts').filter((code) => code.includes('existing'));

/** The upstream document: the frozen one, and the operation that lists invites. */
const document = readFileSync(join(frozen, 'api-definition.yaml'), 'utf8')
  .replace(
    '  /organization/invites:\n',
    `  /organization/invites:
    get:
      operationId: list-invites
      summary: List invites
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
        - name: after
          in: query
          schema:
            type: string
      responses:
        '200':
          description: Invites listed successfully.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/InviteListResponse'
`,
  )
  .replace(
    '  schemas:\n',
    `  schemas:
    InviteListResponse:
      type: object
      properties:
        object:
          type: string
          enum:
            - list
        data:
          type: array
          items:
            $ref: '#/components/schemas/Invite'
        first_id:
          type: string
        last_id:
          type: string
        has_more:
          type: boolean
      required:
        - object
        - data
`,
  );

let project: ReturnType<typeof copyProject>;

beforeAll(async () => {
  project = copyProject();
  const cwd = project.folder;
  writeFileSync(join(cwd, 'upstream.yaml'), document);
  const node = (...args: string[]) => run(process.execPath, ['--import', 'tsx', ...args], { cwd });
  const operations = ['inviteUser', 'list-invites'].flatMap((id) => ['--operation', id]);
  await node('scripts/sync.ts', 'upstream.yaml', ...operations);
  await node('scripts/generate.ts');
  await node('scripts/build.ts');
});

afterAll(() => {
  project.remove();
});

async function organization(count: number) {
  const path = join(project.folder, 'dist/mock.js');
  const { startMockOrganization } = (await import(path)) as Mock;
  const started = await startMockOrganization({ apiKey: 'sk-admin-example' });
  onTestFinished(() => started.close());
  const invite = async (email: string): Promise<void> => {
    const headers = {
      authorization: `Bearer ${started.apiKey}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ email, role: 'reader' });
    await fetch(`${started.url}/organization/invites`, { method: 'POST', headers, body });
  };
  // More than fit on a page, and the address of the recipes on the last one.
  for (let number = 1; number < count; number++) await invite(`user${number}@example.com`);
  await invite('ada@example.com');
  return started;
}

test('there are two', () => {
  expect(recipes).toHaveLength(2);
});

test.each(recipes.map((code) => [/openai'/.test(code) ? 'the SDK' : 'client.api', code]))(
  'the recipe with %s compiles, and invites nobody who is there, on whichever page',
  async (_name, code) => {
    const mock = await organization(45);
    const file = join(project.folder, 'recipe.mts');
    const program = join(project.folder, 'recipe.mjs');
    writeFileSync(file, code);
    writeFileSync(program, await toJavaScript(code));
    expect(await compile([...strictOptions, '--skipLibCheck', file], project.folder)).toBe('');
    const env = {
      ...process.env,
      OPENAI_ADMIN_KEY: mock.apiKey,
      OPENAI_BASE_URL: mock.url,
    };
    const { stdout } = await run(process.execPath, [program], { cwd: project.folder, env });
    expect(stdout).toMatch(/Ada invited|invitedEarlier: 1/);
    expect(mock.invites.filter(({ email }) => email === 'ada@example.com')).toHaveLength(1);
    expect(mock.requests.filter(({ method }) => method === 'GET').length).toBeGreaterThan(1);
  },
);
