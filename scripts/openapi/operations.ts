import {
  isObject,
  joinPointer,
  listAt,
  objectAt,
  resolve,
  toPointer,
  type JsonObject,
} from './json.js';
import { securityOf, type Security } from './security.js';
import type { Spec } from './spec.js';

/** A body in one JSON media type: where its schema stands, and its key in `content`. */
export interface JsonContent {
  readonly pointer: string;
  readonly mediaType: string;
}

/** A JSON body: its most likely media type, and all that it may come in, that one first. */
export interface JsonBody extends JsonContent {
  readonly contents: readonly JsonContent[];
}

export interface Operation {
  /** `operationId`, or `POST /path` where there is none. */
  readonly id: string;
  /** Where it stands in the document. */
  readonly pointer: string;
  readonly method: string;
  readonly path: string;
  readonly server: string;
  readonly security: Security;
  readonly request?: JsonBody;
  /** Every documented status: three digits, a range such as `2XX`, or `default`. */
  readonly statuses: readonly string[];
  /** The JSON bodies by status; a status without one is not in here. */
  readonly responses: ReadonlyMap<string, JsonBody>;
}

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export function collectOperations(spec: Spec): Operation[] {
  const found = new Map<string, Operation>();
  for (const path of Object.keys(objectAt(spec.document, 'paths'))) {
    if (path.startsWith('/')) collectPath(spec, path, found);
  }
  return [...found.values()];
}

function collectPath(spec: Spec, path: string, found: Map<string, Operation>): void {
  const item = locate(spec, toPointer(['paths', path]));
  for (const method of methods) {
    const definition = item.value[method];
    if (!isObject(definition)) continue;
    const operation = describe(spec, item, method, path);
    const other = found.get(operation.id);
    if (other !== undefined) {
      const first = `${other.method.toUpperCase()} ${other.path}`;
      const pointer = `${item.pointer}/${method}/operationId`;
      throw spec.source.error(pointer, `operationId "${operation.id}" is taken by ${first}`);
    }
    found.set(operation.id, operation);
  }
}

interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** The object a pointer names, and where it really stands once its `$ref`s are followed. */
function locate(spec: Spec, pointer: string): Located {
  const { value, pointer: target } = resolve(spec.document, { $ref: pointer });
  return { value: isObject(value) ? value : {}, pointer: target ?? pointer };
}

function describe(spec: Spec, item: Located, method: string, path: string): Operation {
  const definition = objectAt(item.value, method);
  const pointer = `${item.pointer}/${method}`;
  const id = definition['operationId'];
  const statuses = statusesOf(definition);
  const request = jsonBody(spec, `${pointer}/requestBody`);
  return {
    id: typeof id === 'string' ? id : `${method.toUpperCase()} ${path}`,
    pointer,
    method,
    path,
    server: serverOf([definition, item.value, spec.document]),
    security: securityOf(spec, definition),
    ...(request && { request }),
    statuses,
    responses: jsonResponses(spec, statuses, pointer),
  };
}

function statusesOf(definition: JsonObject): string[] {
  const keys = Object.keys(objectAt(definition, 'responses'));
  return keys.filter((key) => !key.startsWith('x-'));
}

function jsonResponses(
  spec: Spec,
  statuses: readonly string[],
  pointer: string,
): Map<string, JsonBody> {
  const responses = new Map<string, JsonBody>();
  for (const status of statuses) {
    const body = jsonBody(spec, `${pointer}/responses/${status}`);
    if (body !== undefined) responses.set(status, body);
  }
  return responses;
}

function jsonBody(spec: Spec, pointer: string): JsonBody | undefined {
  const owner = locate(spec, pointer);
  const content = objectAt(owner.value, 'content');
  const described = Object.keys(content).filter((type) => 'schema' in objectAt(content, type));
  const json = described.filter(isJson);
  const mediaTypes =
    json.length > 0 ? json : described.filter((type) => mayBeJson(spec, content, type));
  const [first, ...others] = mediaTypes
    .toSorted((a, b) => Number(b === 'application/json') - Number(a === 'application/json'))
    .map((mediaType) => ({
      mediaType,
      pointer: joinPointer(owner.pointer, 'content', mediaType, 'schema'),
    }));
  return first && { ...first, contents: [first, ...others] };
}

/** `application/json`, `text/json`, or a type with the suffix `+json` (RFC 6839, section 3.1). */
export function isJson(mediaType: string): boolean {
  return /^[\w.-]+\/([\w.!#$&^-]+\+)?json\s*(;|$)/i.test(mediaType);
}

/** A range includes JSON, unless its schema is for bytes. */
function mayBeJson(spec: Spec, content: JsonObject, mediaType: string): boolean {
  if (!/^(\*|application)\/\*\s*(;|$)/i.test(mediaType)) return false;
  const { value } = resolve(spec.document, objectAt(content, mediaType)['schema']);
  return !(isObject(value) && (value['format'] === 'binary' || 'contentMediaType' in value));
}

/** The nearest list of servers wins: the operation's, the path's, the document's. */
function serverOf(owners: JsonObject[]): string {
  const [server] = owners.map((owner) => listAt(owner, 'servers')[0]).filter(isObject);
  if (server === undefined || typeof server['url'] !== 'string') return '';
  const variables = objectAt(server, 'variables');
  const url = server['url'].replaceAll(/\{([^}]+)\}/g, (placeholder, name: string) => {
    const value = objectAt(variables, name)['default'];
    return typeof value === 'string' ? value : placeholder;
  });
  return url.replace(/\/+$/, '');
}

/** What is documented for a status: the status itself, its range, or `default`. */
export function documentedStatus({ statuses }: Operation, status: number): string | undefined {
  const keys = [String(status), `${String(status).charAt(0)}XX`, 'default'];
  return keys.find((key) => statuses.includes(key));
}

/**
 * The documented success answers by status, those without content included: every 2xx and `2XX`;
 * `default` only where there is no other, since beside others it stands for errors.
 */
export function successesOf({ statuses }: Operation): string[] {
  const successes = statuses.filter((status) => /^2(\d\d|XX)$/i.test(status));
  return successes.length > 0 ? successes : statuses.filter((status) => status === 'default');
}

/**
 * The status of the success that a client most likely gets: one with a JSON body before one without,
 * the lowest exact status before a range, and a range before `default`.
 */
export function successOf(operation: Operation): string | undefined {
  const successes = successesOf(operation).sort();
  return successes.find((status) => operation.responses.has(status)) ?? successes[0];
}
