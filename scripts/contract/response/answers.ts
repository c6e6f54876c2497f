import { readFile } from 'node:fs/promises';
import { listAt, objectAt, type JsonObject } from '../../openapi/json.js';
import {
  documentedStatus,
  successOf,
  type JsonBody,
  type Operation,
} from '../../openapi/operations.js';

/** A captured answer of an operation. */
export interface Answer {
  /** Names it in a message: `GET /a, answer 2`. */
  readonly name: string;
  readonly operation: Operation;
  /** Unknown for a body alone, which then is taken for a success. */
  readonly status: number | undefined;
  /** Undefined where the body is no JSON. */
  readonly json: { readonly value: unknown } | undefined;
}

/**
 * The answers that a file holds: a HAR file's, as far as an operation's method and path match
 * their request, or the one whose body the file is.
 *
 * @param id the operation that a body alone belongs to
 */
export async function readAnswers(
  file: string,
  operations: readonly Operation[],
  id: string | undefined,
): Promise<Answer[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Error(`${file} cannot be read (${reason}).`, { cause });
  });
  const json = parse(text);
  const recorded = fromHar(json?.value);
  if (recorded === undefined) {
    const operation = ownerOf(operations, id);
    return [{ name: nameOf(operation), operation, status: undefined, json }];
  }
  return recorded.flatMap(({ method, url, status, body }, index) => {
    const operation = operations.find((candidate) => matches(candidate, method, url));
    if (operation === undefined) return [];
    const name = `${nameOf(operation)}, entry ${index + 1}`;
    return [{ name, operation, status, json: parse(body) }];
  });
}

/** An answer in a HAR file, and what was asked. */
interface RecordedAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

/** The answers of a HAR file; undefined if it is not one. Invalid entries are left out. */
function fromHar(json: unknown): RecordedAnswer[] | undefined {
  const log = objectAt(json, 'log');
  if (!Array.isArray(log['entries'])) return undefined;
  return listAt(log, 'entries').flatMap((entry) => {
    const { method, url } = objectAt(entry, 'request');
    const response = objectAt(entry, 'response');
    const status = response['status'];
    if (typeof method !== 'string' || typeof url !== 'string' || !URL.canParse(url)) return [];
    if (typeof status !== 'number') return [];
    return [{ method, url, status, body: textOf(objectAt(response, 'content')) }];
  });
}

function textOf({ text, encoding }: JsonObject): string {
  if (typeof text !== 'string') return '';
  return encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** `JSON.parse` would quote the data in its message. */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function nameOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

function ownerOf(operations: readonly Operation[], id: string | undefined): Operation {
  const [first, ...others] = operations.filter(
    (operation) => id === undefined || operation.id === id,
  );
  if (first !== undefined && others.length === 0) return first;
  const known = operations.map((operation) => operation.id).join(', ');
  throw new Error(`Say whose answer it is with --operation: ${known}.`);
}

/** A gateway may put the API under a path of its own, so only the end of the path has to match. */
function matches(operation: Operation, method: string, url: string): boolean {
  if (method.toLowerCase() !== operation.method) return false;
  const pattern = operation.path
    .split(/\{[^}]+\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return new RegExp(`${pattern}/?$`).test(new URL(url).pathname);
}

/** The documented schema of an answer's body. */
export interface Documented {
  readonly body: JsonBody;
  /** True if it is documented for this status, and not only for another success. */
  readonly exact: boolean;
}

/** Undefined where it says nothing that this status could be held against. */
export function documentedBody({ operation, status }: Answer): Documented | undefined {
  const documented = status === undefined ? undefined : documentedStatus(operation, status);
  const isSuccess = status === undefined || (status >= 200 && status <= 299);
  const key = documented ?? (isSuccess ? successOf(operation) : undefined);
  const body = operation.responses.get(String(key));
  return body && { body, exact: status === undefined || documented !== undefined };
}
