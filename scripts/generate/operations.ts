import { isObject } from '../openapi/json.js';
import { marksOf } from '../openapi/marks.js';
import { successesOf, successOf, type JsonBody, type Operation } from '../openapi/operations.js';
import { readerOf, type SchemaReader } from '../openapi/schema-reader.js';
import type { Spec } from '../openapi/spec.js';
import { toLiteral } from './literal.js';

/*
 * generated/operations.ts, for a client that names nothing of the document:
 *
 * - `operations`: for each operation its method, path and server, how the key is sent, the media
 *   type of its request, and `answers`: the documented successes by status ('200', '2XX', 'default').
 *   An answer without content has no `mediaType` and no entry in `validators` and `samples`.
 * - `operation`: the one that the client calls.
 * - `InviteRequest`, `Invite`: its types, as interfaces where they are objects, since TypeScript
 *   prints the name of an interface; an answer without content adds `undefined`.
 * - `checkRequest`, `checkSuccess`: its checks, `checkSuccess` by the same statuses as `answers`.
 */

const HEADER = `import type { paths } from './schema.js';
import { validators, type Validator } from './validators.js';

/** What a success of one shape is recognised by. */
export interface Marks {
  /** Properties that can only have one value, and that value. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** The required property that identifies what is answered. */
  readonly identifier?: string;
  /** Which of these properties an answer must have. */
  readonly required: readonly string[];
}

/** A documented success. */
export interface SuccessAnswer {
  /** The status itself; for a range or \`default\` the one that a mock answers with. */
  readonly status: number;
  /** The key in \`content\`; an answer without content has none. */
  readonly mediaType?: string;
  /** One entry for each shape that the answer may have; none if the document fixes nothing. */
  readonly marks: readonly Marks[];
}

/** How the key is sent. */
export type KeyPlacement =
  | { readonly type: 'bearer' }
  | { readonly type: 'header'; readonly name: string };

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly server: string;
  readonly security: KeyPlacement | { readonly type: 'unsupported'; readonly reason: string };
  /** The JSON media type of the request; undefined if the document has no JSON body. */
  readonly mediaType?: string;
  /** The key in \`answers\` that a client most likely gets. */
  readonly success: number | string | null;
  readonly answers: Readonly<Record<string, SuccessAnswer>>;
}
`;

/** @param client the operation that the client calls, if there is one */
export function renderOperations(
  spec: Spec,
  operations: readonly Operation[],
  client: Operation | undefined,
): string {
  const entries = operations.map((operation) => [operation.id, describe(spec, operation)]);
  const table = toLiteral(Object.fromEntries(entries));
  const constant = `export const operations = ${table} as const satisfies Record<string, Operation>;\n`;
  return [HEADER, constant, ...(client === undefined ? [] : [renderClient(spec, client)])].join(
    '\n',
  );
}

function describe(spec: Spec, operation: Operation) {
  const { id, method, path, server, security, request } = operation;
  const answers = successesOf(operation).map((status) => {
    const body = operation.responses.get(status);
    const marks = (body?.contents ?? []).flatMap(({ pointer }) => marksOf(spec.document, pointer));
    const mediaType = body && { mediaType: body.mediaType };
    return [status, { status: statusOf(status), ...mediaType, marks }] as const;
  });
  return {
    id,
    method,
    path,
    server,
    security,
    // A range such as `*/*` is none that can be sent.
    ...(request && { mediaType: request.mediaType.replace(/^.*\*.*$/, 'application/json') }),
    success: keyOf(successOf(operation)),
    answers: Object.fromEntries(answers),
  };
}

function statusOf(key: string): number {
  return /^\d{3}$/.test(key) ? Number(key) : 200;
}

function keyOf(status: string | undefined): number | string | null {
  return status === undefined ? null : /^\d{3}$/.test(status) ? Number(status) : status;
}

function renderClient(spec: Spec, operation: Operation): string {
  const { id, request } = operation;
  const name = JSON.stringify(id);
  const successes = successesOf(operation);
  const requestType = request
    ? contentOf(`NonNullable<${ownerOf(operation)}["requestBody"]>`, request)
    : 'undefined';
  const bodies = successes.map((status) => operation.responses.get(status));
  const received = readerOf(spec, 'response');
  const types = successes.map((status) => successType(operation, status));
  const checks = successes
    .filter((status) => operation.responses.has(status))
    .map(
      (status) =>
        `  ${JSON.stringify(status)}: validators[${name}].responses[${JSON.stringify(status)}],\n`,
    );
  return `/** The operation that the client calls. */
export const operation = operations[${name}];

${named('RequestBody', requestType, {
  doc: 'Its JSON request body.',
  name: 'InviteRequest',
  isObject: request !== undefined && isPlainObject(readerOf(spec, 'request'), request),
})}

${named('SuccessBody', types.join('\n  | ') || 'undefined', {
  doc: 'The JSON body of its successes; `undefined` for one without content.',
  name: 'Invite',
  isObject: bodies.length === 1 && bodies.every((body) => body && isPlainObject(received, body)),
})}

export const checkRequest${request ? `: Validator<InviteRequest> = validators[${name}].request` : ' = undefined'};

/** By the same keys as \`answers\`; an answer without content has no check. */
export const checkSuccess: Readonly<Record<string, Validator<Invite>>> = {
${checks.join('')}};
`;
}

interface NamedType {
  readonly doc: string;
  readonly name: string;
  readonly isObject: boolean;
}

function named(base: string, type: string, { doc, name, isObject }: NamedType): string {
  const comment = `/** ${doc} */`;
  return isObject
    ? `type ${base} = ${type};\n\n${comment}\nexport interface ${name} extends ${base} {}`
    : `${comment}\nexport type ${name} = ${type};`;
}

/** Whether an interface can extend the type: one object, and no alternatives to it. */
function isPlainObject(reader: SchemaReader, { contents }: JsonBody): boolean {
  let schema: unknown = contents.length === 1 ? reader.read(contents[0]?.pointer ?? '') : false;
  while (isObject(schema) && typeof schema['$ref'] === 'string')
    schema = reader.read(schema['$ref']);
  if (!isObject(schema)) return false;
  if (['oneOf', 'anyOf', 'allOf', 'enum', 'const'].some((keyword) => keyword in schema))
    return false;
  return [schema['type']].flat().join() === 'object' && 'properties' in schema;
}

function successType(operation: Operation, status: string): string {
  const body = operation.responses.get(status);
  return body
    ? contentOf(`${ownerOf(operation)}["responses"][${typeKey(status)}]`, body)
    : 'undefined';
}

/** Where an operation stands in the types. */
export function ownerOf({ path, method }: Operation): string {
  return `paths[${JSON.stringify(path)}][${JSON.stringify(method)}]`;
}

/** The type of a body, in any of its JSON media types. */
export function contentOf(owner: string, { contents }: JsonBody): string {
  return contents
    .map(({ mediaType }) => `${owner}["content"][${JSON.stringify(mediaType)}]`)
    .join(' | ');
}

/** The types number the exact statuses. */
export function typeKey(status: string): string {
  return /^\d+$/.test(status) ? status : JSON.stringify(status);
}
