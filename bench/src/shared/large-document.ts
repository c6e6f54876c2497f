/** The operations of the large document. */
export const operations = 288;
/** The schemas of one operation; each refers to the next one. */
const schemasEach = 4;
const propertiesEach = 9;

/**
 * An OpenAPI 3.1 document of the size of OpenAI's, always the same, in the style of large public
 * ones: long descriptions, enums, nested objects, lists, references, alternatives.
 */
export function largeDocument(): Record<string, unknown> {
  const numbers = Array.from({ length: operations }, (_, index) => index);
  return {
    openapi: '3.1.0',
    info: { title: 'A large API', version: '1.0.0' },
    servers: [{ url: 'https://api.example.com/v1' }],
    paths: Object.fromEntries(numbers.map((n) => [`/things${n}/{id}`, { post: operation(n) }])),
    components: {
      schemas: Object.fromEntries(numbers.flatMap((n) => schemasOf(n))),
      securitySchemes: { ApiKeyAuth: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ ApiKeyAuth: [] }],
  };
}

function operation(n: number): unknown {
  const json = (name: string): unknown => ({ 'application/json': { schema: reference(name) } });
  return {
    operationId: `changeThing${n}`,
    summary: `Change thing ${n}`,
    description: describe(`operation ${n}`),
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
    ],
    requestBody: { required: true, content: json(nameOf(n, 0)) },
    responses: {
      200: { description: 'Changed.', content: json(nameOf(n, 1)) },
      default: { description: 'An error.', content: json(nameOf(n, 3)) },
    },
  };
}

function schemasOf(n: number): [string, unknown][] {
  return Array.from({ length: schemasEach }, (_, level) => {
    const names = Array.from({ length: propertiesEach }, (_, index) => `property_${index}`);
    const next = level + 1 < schemasEach ? { next: reference(nameOf(n, level + 1)) } : {};
    const properties = names.map(
      (name, index) => [name, property(`${name} of ${n}`, index)] as const,
    );
    return [
      nameOf(n, level),
      {
        type: 'object',
        description: describe(`thing ${n}, level ${level}`),
        properties: { ...Object.fromEntries(properties), ...next },
        required: names.slice(0, Math.ceil(propertiesEach / 2)),
      },
    ];
  });
}

function property(name: string, index: number): unknown {
  const description = describe(name);
  const kinds = [
    { type: 'string', description },
    { type: ['string', 'null'], description, maxLength: 256 },
    { type: 'integer', description, minimum: 0 },
    { type: 'string', description, enum: ['draft', 'active', 'archived'] },
    { type: 'array', description, items: { type: 'string' } },
    { description, oneOf: [{ type: 'string' }, { type: 'number' }] },
    {
      type: 'object',
      description,
      properties: { id: { type: 'string' }, count: { type: 'integer' } },
      required: ['id'],
    },
  ];
  return kinds[index % kinds.length];
}

function nameOf(n: number, level: number): string {
  return `Thing${n}Level${level}`;
}

function reference(name: string): unknown {
  return { $ref: `#/components/schemas/${name}` };
}

function describe(what: string): string {
  return `What is to be known about ${what}: where it comes from, who may change it, and what becomes of it afterwards.`;
}
