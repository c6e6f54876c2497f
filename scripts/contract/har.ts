import { listAt, objectAt, type JsonObject } from '../openapi/json.js';

/** A request and its answer: the parts that the checks use. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly Header[];
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: readonly Header[];
  readonly responseBody: string;
}

interface Header {
  readonly name: string;
  readonly value: string;
}

/** Recorded traffic in the HTTP Archive format 1.2. */
export function toHar(exchanges: readonly Exchange[]): string {
  const log = {
    version: '1.2',
    creator: { name: 'openai-invites', version: '1' },
    entries: exchanges.map(toEntry),
  };
  return JSON.stringify({ log });
}

function toEntry(exchange: Exchange): JsonObject {
  const { method, url, requestHeaders, requestBody, status } = exchange;
  const { responseHeaders, responseBody } = exchange;
  const common = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 };
  const postData = { mimeType: valueOf(requestHeaders, 'content-type'), text: requestBody };
  const queryString = [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
  const content = {
    size: Buffer.byteLength(responseBody),
    mimeType: valueOf(responseHeaders, 'content-type'),
    text: responseBody,
  };
  return {
    startedDateTime: new Date(0).toISOString(),
    time: 0,
    request: {
      ...common,
      ...{ method, url, headers: requestHeaders, queryString },
      ...(requestBody !== '' && { postData }),
    },
    response: {
      ...common,
      ...{ status, statusText: '', headers: responseHeaders, content, redirectURL: '' },
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
}

/** The value of a header; empty if there is none. */
export function valueOf(headers: readonly Header[], name: string): string {
  return headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
}

/** The answers of a HAR file; undefined if it is not one. Invalid entries are left out. */
export function fromHar(
  json: unknown,
): Pick<Exchange, 'method' | 'url' | 'status' | 'responseBody'>[] | undefined {
  const log = objectAt(json, 'log');
  if (!Array.isArray(log['entries'])) return undefined;
  return listAt(log, 'entries').flatMap((entry) => {
    const { method, url } = objectAt(entry, 'request');
    const response = objectAt(entry, 'response');
    const status = response['status'];
    if (typeof method !== 'string' || typeof url !== 'string' || !URL.canParse(url)) return [];
    if (typeof status !== 'number') return [];
    return [{ method, url, status, responseBody: textOf(objectAt(response, 'content')) }];
  });
}

function textOf({ text, encoding }: JsonObject): string {
  if (typeof text !== 'string') return '';
  return encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}
