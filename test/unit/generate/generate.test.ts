import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../scripts/generate/files.js';
import { frozenProject } from '../../support/document.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const { spec: FROZEN, generated: GENERATED } = frozenProject;
const fixture = (name: string) => join(PROJECT, 'test/fixtures/specs', name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, files: ReadonlyMap<string, string>): Promise<string> {
  const out = await mkdtemp(join(folder, `${name}-`));
  for (const [file, content] of files) await writeFile(join(out, file), content);
  return out;
}

interface Check {
  (data: unknown): boolean;
  errors?: { instancePath: string; keyword: string; params: Record<string, unknown> }[] | null;
}
interface Checks {
  request: Check;
  responses: Record<string, Check>;
}

/** The checks, loaded from a file that lies where no package could be found. */
async function load(files: ReadonlyMap<string, string>): Promise<(id: string) => Checks> {
  const out = await write('checks', new Map([...files, ['package.json', '{"type":"module"}']]));
  const module = (await import(
    /* @vite-ignore */ pathToFileURL(join(out, 'validators.js')).href
  )) as { validators: Record<string, Checks> };
  return (id) => {
    const found = module.validators[id];
    if (found === undefined) throw new Error(`no checks for ${id}`);
    return found;
  };
}

/** The faults a check finds, as `pointer keyword`. */
function faults(check: Check | undefined, data: unknown): string[] {
  if (check === undefined) throw new Error('no such check');
  const before = JSON.stringify(data);
  const accepted = check(data);
  expect(JSON.stringify(data)).toBe(before);
  const found = (check.errors ?? []).map(
    ({ instancePath, keyword }) => `${instancePath} ${keyword}`,
  );
  expect(found.length === 0).toBe(accepted);
  return found;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('the frozen document', () => {
  let files: ReadonlyMap<string, string>;
  beforeAll(async () => {
    files = await generate(FROZEN);
  });

  // Red after the generator was changed: npm run generate:frozen
  test('its generated/ holds exactly what it says, byte for byte', async () => {
    const names = await readdir(GENERATED);
    expect(names.sort()).toEqual([...files.keys()].sort());
    for (const [name, content] of files) {
      expect(await readFile(join(GENERATED, name), 'utf8'), name).toBe(content);
    }
  });

  test('the manifest pins the document and each file', () => {
    const manifest: unknown = JSON.parse(files.get('manifest.json') ?? '');
    const others = [...files].filter(([name]) => name !== 'manifest.json');
    expect(manifest).toMatchObject({
      spec: {
        file: 'api-definition.yaml',
        sha256: '7e2e9ff075e5213d22ddf309085c168c0e71379675dda75263540706beaa0f47',
        version: '2.3.0',
        openapi: '3.0.0',
      },
      generator: { 'openapi-typescript': '7.13.0' },
    });
    expect(manifest).toHaveProperty(
      'files',
      Object.fromEntries(others.map(([name, content]) => [name, sha256(content)])),
    );
  });

  test('line endings of the document change nothing but its own sha256', async () => {
    const text = await readFile(FROZEN, 'utf8');
    const copy = join(await mkdtemp(join(folder, 'crlf-')), 'api-definition.yaml');
    await writeFile(copy, text.replaceAll('\n', '\r\n'));
    const ours = new Map(files);
    const theirs = await generate(copy);
    expect(theirs.get('manifest.json')).not.toBe(ours.get('manifest.json'));
    ours.delete('manifest.json');
    theirs.delete('manifest.json');
    expect(theirs).toEqual(ours);
    expect([...ours.values()].join('')).not.toContain('\r');
  });

  test('a request with an undocumented property is refused at every level', async () => {
    const { request } = (await load(files))('inviteUser');
    const body = { email: 'a@example.com', role: 'reader' };
    expect(faults(request, { ...body, projects: [{ id: 'p', role: 'owner' }] })).toEqual([]);
    expect(faults(request, { ...body, project: [] })).toEqual([' unevaluatedProperties']);
    expect(faults(request, { ...body, projects: [{ id: 'p', role: 'owner', rol: 1 }] })).toEqual([
      '/projects/0 unevaluatedProperties',
    ]);
    expect(faults(request, { emial: 1 })).toEqual([
      ' required',
      ' required',
      ' unevaluatedProperties',
    ]);
  });

  test('a response may grow, and the sample is one', async () => {
    const { responses } = (await load(files))('inviteUser');
    const { samples } = await import('../../../generated/samples.js');
    const invite = samples.inviteUser[200];
    expect(invite).toHaveProperty('accepted_at');
    expect(faults(responses['200'], { ...invite, invented: true })).toEqual([]);
    expect(faults(responses['200'], { ...invite, role: 'admin' })).toEqual(['/role enum']);
  });
});

describe('an OpenAPI 3.0 document of many kinds', () => {
  let files: Map<string, string>;
  let checks: (id: string) => Checks;
  beforeAll(async () => {
    files = await generate(fixture('rich-3.0.yaml'));
    checks = await load(files);
  });

  test('the checks stand alone', () => {
    expect(files.get('validators.js')).not.toMatch(/\brequire\(|\bimport\b|\beval\(|new Function/);
  });

  test('operations: the nearest server, defaults for its variables, the lowest 2xx', async () => {
    const operations: unknown = await operationsOf(files);
    expect(operations).toMatchObject({
      'GET /zoos/{zooId}/pets': {
        id: 'GET /zoos/{zooId}/pets',
        method: 'get',
        path: '/zoos/{zooId}/pets',
        server: 'https://pets.example.com',
        success: 200,
      },
      addPet: {
        id: 'addPet',
        method: 'post',
        path: '/zoos/{zooId}/pets',
        server: 'https://pets.example.com',
        success: 200,
      },
      plant: { id: 'plant', method: 'put', path: '/trees', server: '', success: 204 },
      'open-account': {
        id: 'open-account',
        method: 'post',
        path: '/accounts',
        server: 'https://eu.example.com/v2',
        success: 200,
      },
    });
  });

  test('one check for each JSON response, ranges and default included', () => {
    expect(Object.keys(checks('addPet').responses)).toEqual(['200', '201', '4XX', 'default']);
    expect(checks('GET /zoos/{zooId}/pets')).not.toHaveProperty('request');
    expect(checks('plant').responses).toEqual({});
    expect(faults(checks('addPet').responses['4XX'], { title: 1 })).toEqual(['/title type']);
  });

  test('each sample passes its own check', async () => {
    for (const [id, answers] of Object.entries(await samplesOf(files))) {
      for (const [status, sample] of Object.entries(answers)) {
        // A success without content has a key, and no check.
        if (checks(id).responses[status] === undefined) expect(sample).toBeUndefined();
        else expect(faults(checks(id).responses[status], sample), `${id} ${status}`).toEqual([]);
      }
    }
  });

  test('a discriminator picks the branch by its mapping', () => {
    const { request } = checks('addPet');
    expect(faults(request, { name: 'Tom', kind: 'cat', toys: [{ label: 'ball' }] })).toEqual([]);
    expect(faults(request, { name: 'Rex', kind: 'poodle' })).toEqual([]);
    expect(faults(request, { name: 'Rex', kind: 'Dog' })).toContain(' oneOf');
    expect(faults(request, { name: 'Tom', kind: 'cat', toys: [], claws: 1 })).toEqual([
      ' unevaluatedProperties',
    ]);
    expect(
      faults(request, { name: 'Tom', kind: 'cat', toys: [{ label: 'x', size: 1 }] }),
    ).toContain('/toys/0 unevaluatedProperties');
    const received = { name: 'Tom', kind: 'cat', toys: [{ label: 'x', size: 1 }], claws: 1 };
    expect(faults(checks('addPet').responses['201'], received)).toEqual([]);
  });

  test('a boolean exclusiveMinimum is exclusive', () => {
    const { request } = checks('addPet');
    expect(faults(request, { name: 'Rex', kind: 'hound', weight: 0.1 })).toEqual([]);
    expect(faults(request, { name: 'Rex', kind: 'hound', weight: 0 })).toContain(
      '/weight exclusiveMinimum',
    );
  });

  test('recursion, nullable, free-form objects and maps', () => {
    const { request } = checks('plant');
    const tree = { label: null, children: [{ label: 'a', children: [{ label: 'b' }] }] };
    expect(faults(request, { ...tree, notes: { any: 1 }, counts: { any: 1 } })).toEqual([]);
    expect(faults(request, { label: 'a', counts: { any: 2 ** 31 } })).toEqual([
      '/counts/any format',
    ]);
    expect(faults(request, { label: 'a', children: [{ label: 'b', leafs: 1 }] })).toEqual([
      '/children/0 unevaluatedProperties',
    ]);
  });

  test('lengths count characters, items are unique by value', () => {
    const tags = checks('GET /zoos/{zooId}/pets').responses['200'];
    expect(faults(tags, ['ab', '😀😀😀'])).toEqual([]);
    expect(faults(tags, ['a', '😀😀😀😀', 'xy', 'xy'])).toEqual([
      '/0 minLength',
      '/1 maxLength',
      ' uniqueItems',
    ]);
  });

  test('readOnly is not required in a request, writeOnly not in a response', () => {
    const { request, responses } = checks('open-account');
    const account = { email: 'a@example.com', owner: null };
    expect(faults(request, { ...account, secret: 's' })).toEqual([]);
    expect(faults(request, account)).toEqual([' required']);
    expect(faults(responses['200'], { ...account, id: '1' })).toEqual([]);
    expect(faults(responses['200'], account)).toEqual([' required']);
  });

  test('formats, a nullable enum, and parts that describe one property together', () => {
    const { request } = checks('open-account');
    const account = { email: 'a@example.com', secret: 's', owner: { name: 'x' } };
    const place = { at: { x: 1, y: 2 } };
    expect(
      faults(request, { ...account, plan: null, place, homepage: 'https://a.example' }),
    ).toEqual([]);
    expect(
      faults(request, { ...account, email: 'a', homepage: 'b', opened: 'c', plan: 'd' }),
    ).toEqual(['/email format', '/homepage format', '/opened format', '/plan enum']);
    expect(faults(request, { ...account, tags: [{ a: 1 }, { a: 1 }] })).toEqual([
      '/tags uniqueItems',
    ]);
    expect(faults(request, { ...account, place: { at: {}, on: 1 } })).toEqual([
      '/place unevaluatedProperties',
    ]);
  });
});

describe('an OpenAPI 3.1 document of many kinds', () => {
  let files: Map<string, string>;
  let checks: (id: string) => Checks;
  beforeAll(async () => {
    files = await generate(fixture('rich-3.1.yaml'));
    checks = await load(files);
  });
  const shape = { side: 1 };

  test('the checks stand alone', () => {
    expect(files.get('validators.js')).not.toMatch(/\brequire\(|\bimport\b|\beval\(|new Function/);
  });

  test('a sample of a recursive schema is finite', async () => {
    const { change } = await samplesOf(files);
    expect(change?.['200']).toMatchObject({ next: null, mode: { a: 'string' } });
  });

  test('a schema beside a $ref adds to it, and one missing field accuses no other', () => {
    const { request } = checks('change');
    expect(faults(request, { shape, note: null, self: { shape }, 'x-a': 'b' })).toEqual([]);
    expect(faults(request, { note: 'too long' })).toEqual(['/note maxLength', ' required']);
    expect(faults(request, { shape, self: { shape, sef: 1 } })).toEqual([
      '/self unevaluatedProperties',
    ]);
  });

  test('anyOf, tuples and legacy keywords of 3.0', () => {
    const { request } = checks('change');
    expect(faults(request, { shape: { radius: 1, side: 1 }, pair: ['a', { n: 1 }] })).toEqual([]);
    expect(faults(request, { shape: { side: 1, angle: 1 } })).toContain(
      '/shape unevaluatedProperties',
    );
    expect(faults(request, { shape, pair: ['a', { n: 1, m: 1 }] })).toEqual([
      '/pair/1 unevaluatedProperties',
    ]);
    expect(faults(request, { shape, price: 0, old: null })).toEqual(['/price exclusiveMinimum']);
  });

  test('what the document says of additional properties is kept, in both directions', () => {
    const { request, responses } = checks('change');
    expect(faults(request, { shape, open: { b: 1 } })).toEqual([]);
    expect(faults(request, { shape, strict: { b: 1 } })).toEqual(['/strict additionalProperties']);
    expect(faults(request, { shape, odd: { z: { b: 1 } } })).toEqual(['/odd not']);
    const thing = { id: '497f6eca-6276-4993-bfeb-53cbbbba6f08', next: null };
    expect(faults(responses['200'], { ...thing, next: { ...thing, more: 1 } })).toEqual([]);
    expect(faults(responses['200'], { ...thing, mode: { b: 1 } })).toEqual([
      '/mode additionalProperties',
    ]);
  });
});

async function operationsOf(files: ReadonlyMap<string, string>): Promise<unknown> {
  const out = await write('operations', files);
  const module: unknown = await import(
    /* @vite-ignore */ pathToFileURL(join(out, 'operations.ts')).href
  );
  return (module as { operations: unknown }).operations;
}

async function samplesOf(
  files: ReadonlyMap<string, string>,
): Promise<Record<string, Record<string, unknown>>> {
  const out = await write('samples', files);
  const module: unknown = await import(
    /* @vite-ignore */ pathToFileURL(join(out, 'samples.ts')).href
  );
  return (module as { samples: Record<string, Record<string, unknown>> }).samples;
}

test('a success is recognised by what its schema fixes beside references and in parts', async () => {
  const spec = join(await mkdtemp(join(folder, 'spec-')), 'marks.json');
  const list = { properties: { object: { const: 'list' } }, required: ['object'] };
  const schemas = {
    Page: { type: 'object', required: ['page_id'], properties: { page_id: { type: 'string' } } },
    List: { $ref: '#/components/schemas/Page', ...list },
    Alias: { $ref: '#/components/schemas/List' },
  };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Alias' } } };
  const get = { operationId: 'op', responses: { '200': { description: 'd', content } } };
  const info = { title: 't', version: '1' };
  const paths = { '/a': { get } };
  await writeFile(spec, JSON.stringify({ openapi: '3.1.0', info, paths, components: { schemas } }));
  const marks = [
    { constants: { object: 'list' }, identifier: 'page_id', required: ['object', 'page_id'] },
  ];
  expect(await operationsOf(await generate(spec))).toMatchObject({
    op: { answers: { '200': { marks } } },
  });
});

describe('a broken document is refused by a message that names the place', () => {
  const head = 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\n';
  const schema = (text: string) =>
    `${head}paths: {}\ncomponents:\n  schemas:\n    A:\n      ${text}\n`;
  const twice = `${head}paths:
  /a:
    get: { operationId: same, responses: { '204': { description: d } } }
    put: { operationId: same, responses: { '204': { description: d } } }
`;
  test.each([
    ['empty', '', /:1: not an OpenAPI document: expected an object \(at #\)/],
    ['a list', '- 1', /:1: not an OpenAPI document/],
    ['something else', 'a: 1', /:1: not an OpenAPI document: no `openapi` version \(at #\)/],
    ['Swagger 2', 'swagger: "2.0"', /:1: Swagger 2 is not supported.*\(at #\/swagger\)/],
    ['OpenAPI 3.2', 'openapi: 3.2.0', /:1: unsupported OpenAPI version "3.2.0"/],
    ['a key given twice', `${head}paths: {}\npaths: {}`, /:4:1: not valid YAML: Map keys/],
    ['no info', 'openapi: 3.0.3\npaths: {}', /`info` must be present.*\(at #/],
    [
      'an unresolved $ref',
      schema("$ref: '#/components/schemas/B'"),
      /:7: cannot resolve \$ref "#\/components\/schemas\/B" \(at #\/components\/schemas\/A\/\$ref\)/,
    ],
    ['a $ref to itself', schema("$ref: '#/components/schemas/A'"), /:7: cannot resolve/],
    [
      'a remote $ref',
      schema('$ref: https://example.invalid/a.yaml#/A'),
      /:7: external \$ref "https:.* is refused.*\(at #\/components\/schemas\/A\/\$ref\)/,
    ],
    [
      'a $ref to a file',
      schema('$ref: ../../etc/a.yaml'),
      /:7: external \$ref "..\/..\/etc\/a.yaml" is refused/,
    ],
    [
      'a remote schema behind a discriminator',
      schema(
        '{ oneOf: [], discriminator: { propertyName: k, mapping: { b: "https://example.invalid/b" } } }',
      ),
      /:7: external \$ref "https:.* is refused.*\(at #\/components\/schemas\/A\/discriminator\/mapping\/b\)/,
    ],
    [
      'a $ref that YAML takes for a comment',
      schema('$ref: #/components/schemas/B'),
      /:7: \$ref must be a string; .*quote it \(at #\/components\/schemas\/A\/\$ref\)/,
    ],
    [
      'a mapping that YAML takes for a comment',
      schema('{ oneOf: [{}], discriminator: { propertyName: k, mapping: { b: null } } }'),
      /:7: discriminator\.mapping\.b must be a string; .*quote it \(at #\/components\/schemas\/A\/discriminator\/mapping\/b\)/,
    ],
    [
      'a $ref to the whole document',
      schema("{ type: object, properties: { a: { $ref: '#' } } }"),
      /:7: \$ref leads to a document, where a schema is expected: # \(at .*\/a\/\$ref\)/,
    ],
    [
      'a $ref to an object of another kind',
      `${schema("$ref: '#/components/responses/R'")}  responses: { R: { description: d } }`,
      /:7: \$ref leads to a response, where a schema is expected/,
    ],
    [
      'a $ref to a text',
      schema("$ref: '#/info/title'"),
      /:7: \$ref leads to something else, where a schema is expected/,
    ],
    [
      'a $ref for a map of schemas',
      schema("{ type: object, properties: { $ref: '#/components/schemas' } }"),
      /:7: a \$ref cannot stand here: .*\(at #\/components\/schemas\/A\/properties\/\$ref\)/,
    ],
    [
      'a $ref for a list',
      schema("{ type: object, required: { $ref: '#/x-names' } }\nx-names: [a]"),
      /:7: a \$ref cannot stand here: .*\(at #\/components\/schemas\/A\/required\/\$ref\)/,
    ],
    [
      'a $ref for the responses of an operation',
      `${head}paths: { /a: { get: { responses: { $ref: '#/x-responses' } } } }
x-responses: { '204': { description: d } }`,
      /:3: a \$ref cannot stand here: .*\(at #\/paths\/~1a\/get\/responses\/\$ref\)/,
    ],
    ['an alias without an anchor', schema('*none'), /:7:7: not valid YAML: no anchor &none/],
    [
      'an alias inside of its own anchor',
      schema('&a { properties: { a: *a } }'),
      /:7: an alias stands inside of its own anchor/,
    ],
    [
      'aliases of aliases of aliases',
      `${head}paths: {}\nx-0: &a0 [1]\n${Array.from(
        { length: 7 },
        (_, index) => `x-${index}: &a${index + 1} [${`*a${index}, `.repeat(10)}]\n`,
      )
        .join('')
        .replace('x-0', 'x-7')}`,
      /:\d+: more than 1000000 values, by aliases of aliases/,
    ],
    ['a merge of a list', schema('<<: [1]'), /:7:7: not valid YAML: << merges maps only/],
    [
      'required that is no list beside a $ref',
      `openapi: 3.1.0
info: { title: t, version: "1" }
paths: { /a: { get: { responses: { '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/A', required: true } } } } } } } }
components: { schemas: { A: { type: object } } }`,
      /:3: invalid schema: must be array \(at .*\/schema\/required\)/,
    ],
    ['a list as a key', schema('{ [a, b]: 1 }'), /:7:9: not valid YAML: a list or a map is no key/],
    [
      'an unknown type',
      schema('type: strng'),
      /:7: `type` can be one of .*\(at #\/components\/schemas\/A\/type\)/,
    ],
    [
      'a text for nullable',
      schema("{ type: string, nullable: 'true' }"),
      /:7: Expected type `boolean` but got `string`\. \(at #\/components\/schemas\/A\/nullable\)/,
    ],
    [
      'an operationId used twice',
      twice,
      /:6: operationId "same" is taken by GET \/a \(at #\/paths\/~1a\/put\/operationId\)/,
    ],
  ])('%s', async (_, text, message) => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'broken.yaml');
    await writeFile(spec, text);
    await expect(generate(spec)).rejects.toMatchObject({
      name: 'SpecError',
      message: expect.stringMatching(message) as unknown,
    });
  });

  /** A response whose schema leads to as many others, one after the other. */
  async function chain(length: number): Promise<string> {
    const refTo = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
    const schemas: Record<string, unknown> = { [`S${length}`]: { type: 'null' } };
    for (let index = 0; index < length; index++)
      schemas[`S${index}`] = { type: 'object', properties: { next: refTo(index + 1) } };
    const content = { 'application/json': { schema: refTo(0) } };
    const post = { operationId: 'op', responses: { '200': { description: 'd', content } } };
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'chain.json');
    const document = {
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      paths: { '/a': { post } },
      components: { schemas },
    };
    await writeFile(spec, JSON.stringify(document));
    return spec;
  }

  test('hundreds of schemas that lead from one to the next', async () => {
    const checks = await load(await generate(await chain(400)));
    expect(faults(checks('op').responses['200'], { next: { next: 1 } })).toEqual([
      '/next/next type',
    ]);
  });

  test('more of them than the linter can follow', async () => {
    await expect(generate(await chain(3000))).rejects.toMatchObject({
      name: 'SpecError',
      message: expect.stringMatching(/schemas refer to each other too deeply/) as unknown,
    });
  });

  test('a server with a variable that has no value is a warning with its place', async () => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'server.yaml');
    await writeFile(
      spec,
      `${head}servers: [{ url: 'https://{region}.example.com' }]
paths: { /s: { get: { operationId: op, responses: { '204': { description: d } } } } }`,
    );
    const warnings: string[] = [];
    await generate(spec, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([
      expect.stringMatching(
        /server\.yaml:4: no value for a variable in the server https:..{region}/,
      ),
    ]);
  });

  test('extensions are no paths and no answers', async () => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'extended.yaml');
    const responses = "{ x-r: 1, '204': { description: d } }";
    await writeFile(
      spec,
      `${head}paths: { x-a: { get: 1 }, x-b: { get: { responses: ${responses} } }, /s: { get: { responses: ${responses} } } }`,
    );
    const files = await generate(spec);
    expect([...files.values()].join('')).not.toMatch(/x-[abr]/);
  });

  test('keys are what is written, and an unknown tag is a warning with its place', async () => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'odd.yaml');
    const body =
      '{ type: object, properties: { null: !Sub { type: integer }, 1.0: { type: integer }, 1: {}, yes: { type: integer } } }';
    const responses = `{ '200': { description: d, content: { application/json: { schema: ${body} } } } }`;
    await writeFile(
      spec,
      `${head}paths: { /s: { get: { operationId: __proto__, responses: ${responses} } } }`,
    );
    const warnings: string[] = [];
    const files = await generate(spec, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringMatching(/odd\.yaml:3:\d+: Unresolved tag: !Sub$/)]);
    const check = (await load(files))('__proto__').responses['200'];
    expect(faults(check, { null: 1, '1.0': 1, yes: 1 })).toEqual([]);
    expect(faults(check, { null: 'x', '1.0': 'x', yes: 'x' })).toEqual([
      '/null type',
      '/1.0 type',
      '/yes type',
    ]);
  });

  test('keywords of 3.1 in 3.0, unknown ones and numbers that JSON lacks are warnings', async () => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'odd.yaml');
    const other = "additionalItems: { $ref: '#/components/schemas/A' }";
    await writeFile(spec, schema(`{ patternProperties: { x: {} }, example: .nan, ${other} }`));
    const warnings: string[] = [];
    await generate(spec, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([
      expect.stringMatching(/odd\.yaml:7: NaN is not JSON, and is read as null \(at .*example\)$/),
      expect.stringMatching(/:7: "patternProperties" is a keyword of OpenAPI 3\.1, and is read as/),
      expect.stringMatching(/:7: unknown keyword "additionalItems" is ignored/),
    ]);
  });

  test('what would change a schema beside a $ref of 3.0 is a warning with its place', async () => {
    const spec = join(await mkdtemp(join(folder, 'spec-')), 'siblings.yaml');
    const b =
      "{ $ref: '#/components/schemas/B', description: d, x-y: 1, nullable: true, enum: [1] }";
    await writeFile(spec, `${schema(`{ type: object, properties: { b: ${b} } }`)}    B: {}\n`);
    const warnings: string[] = [];
    await generate(spec, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([
      expect.stringMatching(
        /siblings\.yaml:7: "nullable" beside a \$ref is ignored in OpenAPI 3.0/,
      ),
      expect.stringMatching(/siblings\.yaml:7: "enum" beside a \$ref is ignored in OpenAPI 3.0/),
    ]);
  });

  test('a missing file', async () => {
    await expect(generate(resolve(folder, 'none.yaml'))).rejects.toThrow(
      /none\.yaml: cannot be read \(ENOENT\)$/,
    );
  });
});
