import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../../../scripts/generate/files.js';
import { objectAt } from '../../../scripts/openapi/json.js';

let folder: string;
let server: Server;
const requests: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offline-'));
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end('{"type":"string"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await writeFile(join(folder, 'secret.json'), '{"description":"SECRET","type":"string"}');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A document with one place that takes any JSON. */
type Place = (value: string) => string;

const head = `openapi: 3.0.3\ninfo: { title: t, version: '1' }\n`;
const get = "{ operationId: op, responses: { '204': { description: d } } }";
const operation = (responses: string, more = '') =>
  `${head}paths: { /s: { post: { operationId: op, responses: ${responses} } } }\n${more}`;
const json = (schema: string, more = '') =>
  operation(
    `{ '200': { description: d, content: { application/json: { schema: ${schema}${more} } } } }`,
  );

/** Where a reference is one: it is refused with its place. */
const references: [string, Place][] = [
  ['the default response', (value) => operation(`{ default: ${value} }`)],
  [
    'a header named x-…',
    (value) => operation(`{ '200': { description: d, headers: { x-limit: ${value} } } }`),
  ],
  [
    'a schema named default',
    (value) =>
      operation(
        "{ '204': { description: d } }",
        `components: { schemas: { default: ${value}, A: { type: object, properties: { example: ${value} } } } }`,
      ),
  ],
  ['a property named enum', (value) => json(`{ type: object, properties: { enum: ${value} } }`)],
  ['a schema', (value) => json(value)],
];

/** Where it is data: the document is generated from, and nothing follows it. */
const data: [string, Place][] = [
  ['an example', (value) => json('{ type: object }', `, example: ${value}`)],
  [
    'the value of an example',
    (value) => json('{ type: object }', `, examples: { a: { value: ${value} } }`),
  ],
  ['the example of a schema', (value) => json(`{ type: object, example: ${value} }`)],
  ['a default', (value) => json(`{ type: object, default: ${value} }`)],
  ['an enumerated value', (value) => json(`{ enum: [${value}] }`)],
  ['an extension', (value) => json(`{ type: object, x-more: ${value} }`)],
];

function targets(): string[] {
  const { port } = server.address() as AddressInfo;
  return [`http://127.0.0.1:${port}/a.json`, 'secret.json', join(folder, 'secret.json')];
}

async function documentWith<T>(place: (value: T) => string, value: T): Promise<string> {
  const file = join(folder, 'document.yaml');
  await writeFile(file, place(value));
  return file;
}

test.each(references)('a reference in %s to another place is refused', async (_, place) => {
  for (const target of targets()) {
    const file = await documentWith(place, `{ $ref: '${target}' }`);
    await expect(generate(file)).rejects.toThrow(
      /document\.yaml:\d+: external \$ref ".*" is refused/,
    );
  }
  expect(requests).toEqual([]);
});

/** One document of all places, each in an operation of its own that has a target of its own. */
async function documentOf(places: readonly Place[]): Promise<string> {
  const paths = places.flatMap((place, index) =>
    targets().map((target, at) => {
      const value = target.replace('a.json', `${index}.json`);
      const item = objectAt(objectAt(parse(place(`{ $ref: '${value}' }`)), 'paths'), '/s');
      const operation = { ...objectAt(item, 'post'), operationId: `op${index}-${at}` };
      return [`/s${index}/${at}`, { post: operation }] as const;
    }),
  );
  const info = { title: 't', version: '1' };
  const document = { openapi: '3.0.3', info, paths: Object.fromEntries(paths) };
  return documentWith(JSON.stringify, document);
}

test('what looks like a reference is data where data stands', async () => {
  const external: Place = (value) =>
    json('{ type: object }', `, examples: { a: ${value.replace('$ref', 'externalValue')} }`);
  const places = [...data.map(([, place]) => place), external];
  const files = await generate(await documentOf(places));
  expect([...files.values()].join('')).not.toContain('SECRET');
  expect(Object.keys(objectAt(JSON.parse(files.get('manifest.json') ?? ''), 'files'))).toHaveLength(
    6,
  );
  expect(requests).toEqual([]);
});

test.each<[string, Place]>([
  ['a server', (value) => `${head}paths: {}\nservers: [${value}]`],
  ['a tag', (value) => `${head}paths: {}\ntags: [${value}]`],
])('a reference in place of %s is refused', async (_, place) => {
  for (const target of targets()) {
    const file = await documentWith(place, `{ $ref: '${target}' }`);
    await expect(generate(file)).rejects.toThrow(/document\.yaml:4: a \$ref cannot stand here: /);
  }
  expect(requests).toEqual([]);
});

test.each<[string, Place]>([
  [
    'the title',
    (value) => `openapi: 3.0.3\ninfo: { title: t, version: '1', x-a: ${value} }\npaths: {}`,
  ],
  ['a server', (value) => `${head}paths: {}\nservers: [{ url: /, x-a: ${value} }]`],
  ['a tag', (value) => `${head}paths: {}\ntags: [{ name: a, x-a: ${value} }]`],
  [
    'the server of a path',
    (value) => `${head}paths: { /s: { servers: [{ url: /, x-a: ${value} }], get: ${get} } }`,
  ],
  [
    'the flows of a security scheme',
    (value) =>
      `${head}paths: {}\ncomponents: { securitySchemes: { a: { type: oauth2, flows: { x-a: ${value} } } } }`,
  ],
])('nothing follows a reference in an extension beside %s', async (_, place) => {
  for (const target of targets()) {
    const files = await generate(await documentWith(place, `{ $ref: '${target}' }`));
    expect([...files.values()].join('')).not.toContain('SECRET');
  }
  expect(requests).toEqual([]);
});
