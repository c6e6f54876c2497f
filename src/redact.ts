import type { ResponseFacts } from './errors.js';

/** Returns a text without the API key. */
export type Redact = (text: string) => string;

/** Makes the function that takes `key` out of any text that may reach an error. */
export function redactor(key: string): Redact {
  const encoded = encodeURIComponent(key);
  return (text) => text.replaceAll(key, '[redacted]').replaceAll(encoded, '[redacted]');
}

/**
 * A copy of what `fetch` threw: names, messages, stacks, codes and causes. It is a copy because
 * an error may hold the whole request, key included. `depth` ends circular chains of causes.
 */
export function redactCause(thrown: unknown, redact: Redact, depth = 8): unknown {
  if (!(thrown instanceof Error)) return redact(String(thrown));
  if (depth === 0) return undefined;
  const copyOf = (cause: unknown): unknown => redactCause(cause, redact, depth - 1);
  const copy =
    thrown instanceof AggregateError ? new AggregateError(thrown.errors.map(copyOf)) : new Error();
  for (const name of ['name', 'message', 'stack', 'code', 'syscall']) {
    const value: unknown = Reflect.get(thrown, name);
    if (typeof value === 'string') Reflect.set(copy, name, redact(value));
  }
  if (thrown.cause !== undefined) copy.cause = copyOf(thrown.cause);
  return copy;
}

/** What an error keeps of a response. */
export function responseFacts(response: Response, redact: Redact): ResponseFacts {
  const headers = new Headers();
  for (const [name, value] of response.headers) headers.append(name, redact(value));
  const requestId = headers.get('x-request-id');
  return { status: response.status, headers, ...(requestId !== null && { requestId }) };
}
