import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { projectIn } from '../../../scripts/contract/project.js';
import type { Project } from '../../../scripts/contract/check.js';
import { objectAt, valueAt } from '../../../scripts/openapi/json.js';
import { SpecSource } from '../../../scripts/openapi/source.js';
import { syncCommand } from '../../../scripts/contract/sync-command.js';
import { reportSync } from '../../../scripts/contract/sync-report.js';
import type { Request } from '../../../scripts/sync/arguments.js';
import { extract } from '../../../scripts/sync/extract.js';
import { sync } from '../../../scripts/sync/run.js';
import { readUpstream } from '../../../scripts/sync/upstream.js';
import { original, replaced } from '../../support/document.js';
import { root, temporaryFolder } from '../../support/project.js';
import { serve } from '../../support/server.js';
import { longDocument, newer } from '../../support/upstream.js';

/** A project that has our document, and a file with another. */
function setUp(upstream: string): { project: Project; from: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'api-definition.yaml'), original);
  writeFileSync(join(folder, 'package.json'), readFileSync(join(root, 'package.json')));
  const from = join(temporaryFolder(), 'upstream.yaml');
  writeFileSync(from, upstream);
  return { project: projectIn(folder), from };
}

/** Takes an upstream document over, and what `npm run sync` says of that. */
async function syncProject(project: Project, request: Request) {
  const synced = await sync(project.spec, request);
  return { ...synced, message: await reportSync(project, { ...request, ...synced }) };
}

const whole = { operations: [], check: false };

function documentOf({ spec }: Project): string {
  return readFileSync(spec, 'utf8');
}

function at(text: string, pointer: string): unknown {
  return valueAt(parse(text), pointer);
}

function keysAt(text: string, pointer: string): string[] {
  return Object.keys(objectAt({ value: at(text, pointer) }, 'value'));
}

function extracted(document: object, ...operations: string[]): unknown {
  return parse(extract(new SpecSource('upstream', stringify(document)), operations));
}

describe('it writes the smallest document with our operations', () => {
  test('in the order of upstream, with its comments; and tells what that changes', async () => {
    const { project, from } = setUp(newer);
    const { same, message } = await syncProject(project, { from, ...whole });
    const written = documentOf(project);
    const invite = '#/components/schemas/Invite';
    expect(at(written, invite)).toEqual(at(newer, invite));
    expect(written).toMatch(/^# A newer form of the whole API/);
    expect(written).toContain('    # The invitee gets an email.\n    post:\n      tags:');
    expect(written).toMatch(/created_at:\s+# was invited_at\n/);
    expect(written).not.toMatch(/Model|listInvites|navigationGroups|No operation of ours/);
    expect(keysAt(written, '#/components/schemas')).toEqual([
      'InviteRequest',
      'InviteProjectGroupBody',
      'Invite',
    ]);
    expect(same).toBe(false);
    expect(message).toMatch(/breaking +line \d+, #\/components\/schemas\/Invite/);
    expect(message).toMatch(/Invite\.invited_at: removed/);
    expect(message).toMatch(/Next: npm run generate, then npm run typecheck/);
  });

  test('byte for byte the same at the second time', async () => {
    const { project, from } = setUp(newer);
    await syncProject(project, { from, ...whole });
    const first = documentOf(project);
    const { same, message } = await syncProject(project, { from, ...whole });
    expect([same, documentOf(project)]).toEqual([true, first]);
    expect(message).toBe(`api-definition.yaml is up to date with ${from}.\n`);
    await syncProject(project, { from: project.spec, ...whole });
    expect(documentOf(project)).toBe(first);
  });

  test('from JSON, as YAML', async () => {
    const { project, from } = setUp(JSON.stringify(parse(newer)));
    await syncProject(project, { from, ...whole });
    expect(documentOf(project)).toMatch(/^openapi: 3\.1\.0\ninfo:\n {2}title: OpenAI API\n/);
    const post = '#/paths/~1organization~1invites/post';
    expect(at(documentOf(project), post)).toEqual(at(newer, post));
  });

  test('from a long document', async () => {
    const long = longDocument(50);
    expect(long.length).toBeGreaterThan(2e5);
    const { project, from } = setUp(long);
    await syncProject(project, { from, ...whole });
    const { project: other, from: short } = setUp(newer);
    await syncProject(other, { from: short, ...whole });
    expect(documentOf(project)).toBe(documentOf(other));
  });

  test('with the operations that are named', async () => {
    const { project, from } = setUp(newer);
    await syncProject(project, { from, operations: ['listModels', 'inviteUser'], check: false });
    const written = documentOf(project);
    expect(keysAt(written, '#/paths')).toEqual(['/models', '/organization/invites']);
    expect(keysAt(written, '#/paths/~1organization~1invites')).toEqual(['post']);
    expect(keysAt(written, '#/components/schemas')).toContain('Model');
    expect(at(written, '#/tags')).toMatchObject([{ name: 'Models' }, { name: 'Invites' }]);
  });
});

test('it leaves out what none of the operations reaches', () => {
  const key = { type: 'http', scheme: 'bearer' };
  const document = {
    openapi: '3.1.0',
    servers: [{ url: 'https://all.example' }],
    security: [{ Key: [] }],
    paths: {
      '/a': {
        post: {
          operationId: 'a',
          security: [{ Own: [] }],
          servers: [{ url: 'https://own.example' }],
          responses: {},
        },
      },
    },
    components: {
      securitySchemes: { Key: key, Own: key },
      mediaTypes: { Json: { schema: { type: 'string' } } },
      'x-webhooks': { done: {} },
      'x-order': ['a'],
    },
  };
  expect(extracted(document, 'a')).toEqual({
    openapi: '3.1.0',
    paths: document.paths,
    components: { securitySchemes: { Own: key } },
  });
});

describe('it keeps all that the operations reach', () => {
  const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
  const json = (schema: object) => ({ content: { 'application/json': { schema } } });

  test('components of every kind, through others, and no more', () => {
    const document = {
      openapi: '3.1.0',
      paths: {
        '/a/{id}': {
          parameters: [ref('parameters', 'Id')],
          servers: [{ url: 'https://a.example' }],
          get: {
            operationId: 'a',
            security: [{ Mine: [] }],
            requestBody: ref('requestBodies', 'Body'),
            callbacks: { done: ref('callbacks', 'Done') },
            responses: {
              200: {
                description: '',
                headers: { h: ref('headers', 'H') },
                links: { l: ref('links', 'L') },
                content: { 'application/json': { examples: { e: ref('examples', 'E') } } },
              },
              default: ref('responses', 'Fault'),
            },
          },
          head: { operationId: 'other', responses: { 200: ref('responses', 'Other') } },
        },
        '/b': ref('pathItems', 'B'),
      },
      webhooks: { w: {} },
      components: {
        parameters: { Id: { schema: ref('schemas', 'Id') }, X: {} },
        requestBodies: { Body: json(ref('schemas', 'Deep/properties/part')), X: {} },
        callbacks: {
          Done: { e: { post: { requestBody: json(ref('schemas', 'Called')) } } },
          X: {},
        },
        headers: { H: { schema: {} }, X: {} },
        links: { L: {}, X: {} },
        examples: { E: { value: 1 }, X: {} },
        responses: { Fault: json(ref('schemas', 'Loop')), Other: json(ref('schemas', 'Y')), X: {} },
        pathItems: { B: { get: { operationId: 'b' } } },
        securitySchemes: { Mine: {}, X: {} },
        schemas: {
          Id: {},
          Deep: { properties: { part: ref('schemas', 'Part') } },
          Part: {},
          Called: {},
          Loop: { properties: { again: ref('schemas', 'Loop') } },
          X: ref('schemas', 'Y'),
          Y: ref('schemas', 'X'),
        },
      },
    };
    const written = stringify(extracted(document, 'a'));
    const names = keysAt(written, '#/components').map((kind) => {
      return [kind, keysAt(written, `#/components/${kind}`)] as const;
    });
    expect(Object.fromEntries(names)).toEqual({
      parameters: ['Id'],
      requestBodies: ['Body'],
      callbacks: ['Done'],
      headers: ['H'],
      links: ['L'],
      examples: ['E'],
      responses: ['Fault'],
      securitySchemes: ['Mine'],
      schemas: ['Id', 'Deep', 'Part', 'Called', 'Loop'],
    });
    expect(keysAt(written, '#/paths/~1a~1{id}')).toEqual(['parameters', 'servers', 'get']);
    expect(keysAt(written, '#')).toEqual(['openapi', 'paths', 'components']);
  });

  test('what a discriminator maps to, by reference or by the bare name', () => {
    const discriminator = {
      propertyName: 'kind',
      mapping: { cat: 'Cat', dog: '#/components/schemas/Dog', cow: 'components/schemas/Cow' },
    };
    const document = {
      paths: {
        '/a': { get: { operationId: 'a', responses: { 200: json(ref('schemas', 'Pet')) } } },
      },
      components: { schemas: { Pet: { discriminator }, Cat: {}, Dog: {}, Cow: {}, Hen: {} } },
    };
    expect(extracted(document, 'a')).toEqual({
      ...document,
      components: { schemas: { Pet: { discriminator }, Cat: {}, Dog: {}, Cow: {} } },
    });
  });

  test('what inherits from a schema with a discriminator', () => {
    const Pet = { discriminator: { propertyName: 'kind' } };
    const heirs = {
      Cat: { allOf: [ref('schemas', 'Pet')] },
      Kitten: { allOf: [ref('schemas', 'Cat')] },
    };
    const others = { Plant: {}, Rose: { allOf: [ref('schemas', 'Plant')] } };
    const responses = { 200: json(ref('schemas', 'Pet')), 400: json(ref('schemas', 'Plant')) };
    const paths = { '/a': { get: { operationId: 'a', responses } } };
    const document = { paths, components: { schemas: { Pet, ...heirs, ...others } } };
    const schemas = { Pet, ...heirs, Plant: {} };
    expect(extracted(document, 'a')).toEqual({ paths, components: { schemas } });
  });

  test('properties named like a method, and data that looks like an operation', () => {
    const schema = { properties: { options: {}, head: {} }, example: { operationId: 'other' } };
    const links = { next: { operationId: 'other' } };
    const answer = { description: 'one\n[comment]: <> (two)', links, ...json(schema) };
    const document = { paths: { '/a': { get: { operationId: 'a', responses: { 200: answer } } } } };
    expect(extracted(document, 'a')).toEqual(document);
  });

  test('an operation without an id, by its method and path', () => {
    const document = { paths: { '/a': { get: { summary: 'a' } }, '/b': { get: {} } } };
    expect(extracted(document, 'GET /a')).toEqual({ paths: { '/a': { get: { summary: 'a' } } } });
  });

  test('values that aliases repeat', () => {
    const text = `paths:
  /x: {get: {operationId: x, description: &d shared}}
  /a: {get: {operationId: a, description: *d}}\n`;
    const written = extract(new SpecSource('upstream', text), ['a']);
    expect(parse(written)).toEqual({
      paths: { '/a': { get: { operationId: 'a', description: 'shared' } } },
    });
  });
});

test('--check writes nothing and tells whether there is a difference', async () => {
  const { project, from } = setUp(newer);
  const { same, message } = await syncProject(project, { from, operations: [], check: true });
  expect([same, documentOf(project)]).toEqual([false, original]);
  expect(message).toContain('Nothing was written. To take it over: npm run sync -- ');
  writeFileSync(from, replaced(original, [/^openapi: 3\.0\.0\n/, 'openapi: "3.0.0" # quoted\n']));
  const again = await syncProject(project, { from, operations: [], check: true });
  expect([again.same, documentOf(project)]).toEqual([true, original]);
});

describe('a failure changes nothing', () => {
  test.each<[string, string, RegExp]>([
    ['no YAML', 'openapi: 3.1.0\npaths: {"a: 1\n', /upstream\.yaml:\d+:\d+: not valid YAML/],
    ['no OpenAPI', '- a\n- b\n', /not an OpenAPI document/],
    ['a page of HTML', '<!doctype html>\n<title>Sign in</title>\n', /not an OpenAPI document/],
    [
      'no such operation',
      newer.replaceAll('inviteUser', 'inviteUsers'),
      /no operation inviteUser\. Did you mean inviteUsers/,
    ],
    [
      'a reference into nothing',
      newer.replace("schemas/InviteProjectGroupBody'", "schemas/Gone'"),
      /nothing was changed\. api-definition\.yaml:\d+: cannot resolve/,
    ],
    ['an empty file', '', /not an OpenAPI document/],
  ])('%s', async (_name, upstream, message) => {
    const { project, from } = setUp(upstream);
    await expect(syncProject(project, { from, ...whole })).rejects.toThrow(message);
    expect(documentOf(project)).toBe(original);
    expect(readdirSync(project.folder).sort()).toEqual(['api-definition.yaml', 'package.json']);
  });

  test('a file that is not there', async () => {
    const { project, from } = setUp('');
    rmSync(from);
    await expect(syncProject(project, { from, ...whole })).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    );
  });
});

describe('the exit code of the command', () => {
  test.each<[number, string, Parameters<typeof serve>[0], ...string[]]>([
    [0, 'upstream is the same', (response) => response.end(original), '--check'],
    [0, 'a newer document is taken over', (response) => response.end(newer)],
    [1, 'upstream differs', (response) => response.end(newer), '--check'],
    [2, 'no such flag', (response) => response.end(newer), '--chek'],
    [2, 'the download fails', (response) => response.writeHead(500).end(), '--check'],
    [3, 'the source is gone', (response) => response.writeHead(404).end(), '--check'],
  ])('is %i if %s', async (code, _name, answer, ...flags) => {
    const { url } = await serve(answer);
    const { project } = setUp('');
    const { out, err, code: exit } = await syncCommand([url, ...flags], project);
    expect(exit).toBe(code);
    expect([out, err].map((text) => text !== '')).toEqual([code < 2, code >= 2]);
    expect(documentOf(project) === original).toBe(code > 0 || flags.length > 0);
  });
});

describe('a download', () => {
  const bounds = { size: 1000, time: 30_000 };

  test.each([300, 301, 302, 303, 307, 308])('arrives through a redirect (%i)', async (status) => {
    const { url } = await serve((response, request) => {
      if (request.url === '/v1/old') response.writeHead(status, { location: '/v1/new' }).end();
      // Outside of a redirect, the header says something else.
      else response.writeHead(200, { location: '/v1/other' }).end('openapi: 3.1.0 # ü');
    });
    expect(await readUpstream(`${url}/old`, bounds)).toBe('openapi: 3.1.0 # ü');
  });

  test.each([
    ['http://example.com/a.yaml', /refused: a document comes by https:/],
    ['ftp://example.com/a.yaml', /refused/],
    ['file:///etc/passwd', /refused/],
    ['https://', /no URL/],
  ])('%s is refused', async (url, message) => {
    await expect(readUpstream(url, bounds)).rejects.toThrow(message);
  });

  test.each([
    ['https://127.0.0.1:1/a.yaml', /redirects to https:/],
    ['http://example.com/a.yaml', /refused/],
    ['file:///etc/passwd', /refused/],
  ])('a redirect to %s is refused', async (location, message) => {
    const { url } = await serve((response) => response.writeHead(302, { location }).end());
    await expect(readUpstream(url, bounds)).rejects.toThrow(message);
  });

  test.each<[string, Parameters<typeof serve>[0], RegExp]>([
    ['that is too long', (response) => response.end('a'.repeat(1001)), /is over .* MiB/],
    [
      'that is cut off',
      (response) => {
        response.writeHead(200, { 'content-length': 9 });
        response.write('a', () => response.destroy());
      },
      /cannot be downloaded/,
    ],
    ['with another status', (response) => response.writeHead(503).end(), /answered 503/],
    [
      'that redirects in a circle',
      (response) => response.writeHead(302, { location: '/v1' }).end(),
      /more than 5 times/,
    ],
  ])('%s is an error', async (_name, answer, message) => {
    const { url } = await serve(answer);
    await expect(readUpstream(url, bounds)).rejects.toThrow(message);
  });

  test.each([401, 403, 404, 410])('with status %i says that the source is gone', async (status) => {
    const { url } = await serve((response) => response.writeHead(status).end());
    const call = readUpstream(url, bounds);
    await expect(call).rejects.toThrow(`no longer has the OpenAPI document (status ${status})`);
    await expect(call).rejects.toMatchObject({ isGone: true });
  });

  test('of an unknown host says that it has moved, or that there is no network', async () => {
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed', { cause }));
    onTestFinished(() => void vi.restoreAllMocks());
    const call = readUpstream('https://api.example/openapi.yaml', bounds);
    await expect(call).rejects.toThrow('If this machine is online, the OpenAPI document has moved');
    await expect(call).rejects.toMatchObject({ isGone: true });
  });

  test.each([
    ['a page', '<!doctype html>\n<title>Moved</title>\n'],
    ['other YAML', 'swagger: "2.0"\n'],
    ['what is no YAML', '{'],
  ])('that answers with %s says that the source is gone', async (_name, text) => {
    const { url } = await serve((response) => response.end(text));
    const { project } = setUp('');
    const call = syncProject(project, { from: url, ...whole });
    await expect(call).rejects.toMatchObject({ isGone: true });
    expect(documentOf(project)).toBe(original);
  });

  test('that fails for the time being does not', async () => {
    const { url } = await serve((response) => response.writeHead(500).end());
    await expect(readUpstream(url, bounds)).rejects.toMatchObject({ isGone: false });
  });

  test('without an end is an error', async () => {
    const { url } = await serve((response) => response.write('a'));
    const call = readUpstream(url, { ...bounds, time: 100 });
    await expect(call).rejects.toThrow(/not within 0\.1 s/);
  });

  test('from nobody is an error', async () => {
    await expect(readUpstream('http://127.0.0.1:1/a', bounds)).rejects.toThrow(/cannot be downl/);
  });
});
