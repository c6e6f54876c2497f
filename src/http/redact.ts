import type { ResponseInfo } from '../errors.js';
import { propertyIn, textIn } from '../json.js';

/** Returns a text without the API key. */
export type Redact = (text: string) => string;

/** Returns a function that removes `key` from texts that may end up in an error. */
export function redactor(key: string): Redact {
  const encoded = encodeURIComponent(key);
  return (text) => text.replaceAll(key, '[redacted]').replaceAll(encoded, '[redacted]');
}

/**
 * A copy of what `fetch` threw: names, messages, stacks, codes and causes, found by their shape,
 * since an error may come from another realm. It is a copy because an error may hold the whole
 * request, key included. `depth` ends circular chains of causes.
 */
export function redactCause(thrown: unknown, redact: Redact, depth = 8): unknown {
  if (typeof thrown !== 'object' || thrown === null) return redact(String(thrown));
  if (depth === 0) return undefined;
  const copyOf = (cause: unknown): unknown => redactCause(cause, redact, depth - 1);
  const errors = propertyIn(thrown, 'errors');
  const copy = Array.isArray(errors) ? new AggregateError(errors.map(copyOf)) : new Error();
  for (const name of ['name', 'message', 'stack', 'code', 'syscall']) {
    const value = textIn(thrown, name);
    if (value !== undefined)
      Object.defineProperty(copy, name, {
        value: redact(value),
        configurable: true,
        writable: true,
        enumerable: name === 'code' || name === 'syscall',
      });
  }
  const cause = propertyIn(thrown, 'cause');
  if (cause !== undefined) copy.cause = copyOf(cause);
  return copy;
}

/** The part of a response that is kept. */
export function toResponseInfo(response: Response, redact: Redact): ResponseInfo {
  const headers = new Headers();
  response.headers.forEach((value, name) => {
    try {
      headers.append(name, redact(value));
    } catch {
      // Another `fetch` may have headers that this class refuses, such as `:status` of HTTP/2.
    }
  });
  return { status: response.status, headers, requestId: headers.get('x-request-id') ?? undefined };
}
