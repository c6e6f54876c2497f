import { readFile, stat } from 'node:fs/promises';
import { readBody } from '../../src/http/read-body.js';
import { fetchFor } from '../../src/cli/proxy.js';

/** Where OpenAI publishes the document of its whole API, as the README of openai-openapi says. */
export const published =
  'https://raw.githubusercontent.com/openai/openai-openapi/master/openapi.yaml';

/** Limits of a download. */
export interface Bounds {
  /** Bytes, once they are unpacked. */
  readonly size: number;
  /** Milliseconds until the last byte. */
  readonly time: number;
}

const bounds: Bounds = { size: 32 * 1024 * 1024, time: 60_000 };

/** The upstream document cannot be read; the message says why and what to do. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  /** True if there is no document at the address any more: trying again later will not help. */
  readonly isGone: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isGone?: boolean } = {}) {
    super(message, options);
    this.isGone = options.isGone ?? false;
  }
}

/** The upstream document is no longer at its address. */
export function goneError(place: string, reason: string): UpstreamError {
  return movedError(`${place} no longer has the OpenAPI document (${reason})`);
}

function movedError(what: string, cause?: unknown): UpstreamError {
  const next = 'Find out where it is published now, and name that address';
  const message = `${what}. ${next}: npm run sync -- <https URL>`;
  return new UpstreamError(message, { isGone: true, cause });
}

/**
 * The text of a document.
 *
 * @param place an `https:` URL, `http:` to a loopback address only, or a file
 * @throws UpstreamError where it cannot be had within the bounds.
 */
export async function readUpstream(place: string, limits: Bounds = bounds): Promise<string> {
  if (isUrl(place)) return download(place, limits);
  return readLocal(place, limits);
}

export function isUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place);
}

async function readLocal(place: string, { size }: Bounds): Promise<string> {
  try {
    if ((await stat(place)).size > size) throw tooLong(place, size);
    return await readFile(place, 'utf8');
  } catch (cause) {
    if (cause instanceof UpstreamError) throw cause;
    throw new UpstreamError(`${place} cannot be read (${reasonOf(cause)}).`, { cause });
  }
}

function tooLong(place: string, size: number): UpstreamError {
  return new UpstreamError(`${place} is over ${size / 1024 / 1024} MiB: is it the document?`);
}

async function download(place: string, { size, time }: Bounds): Promise<string> {
  const signal = AbortSignal.timeout(time);
  try {
    const { text, fault, cause } = await readBody(await follow(place, signal), size);
    if (fault === undefined) return text;
    throw cause instanceof Error ? cause : tooLong(place, size);
  } catch (cause) {
    if (cause instanceof UpstreamError) throw cause;
    const reason = signal.aborted ? `not within ${time / 1000} s` : reasonOf(cause);
    if (reason === 'ENOTFOUND') {
      // Without a network, every host name is unknown.
      const moved = 'If this machine is online, the OpenAPI document has moved';
      throw movedError(`${place}: this host name is unknown. ${moved}`, cause);
    }
    const hint = 'Try again later, or download it yourself and name the file';
    throw new UpstreamError(`${place} cannot be downloaded (${reason}). ${hint}.`, { cause });
  }
}

const maxRedirects = 5;

/** Follows redirects itself, because `fetch` would silently follow one from https: to http:. */
async function follow(place: string, signal: AbortSignal): Promise<Response> {
  const send = (await fetchFor(place, process.env)) ?? fetch;
  let url = addressOf(place);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await send(url.href, { redirect: 'manual', signal });
    const target = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || target === null) {
      if (response.ok) return response;
      const { status } = response;
      if ([401, 403, 404, 410].includes(status)) throw goneError(url.href, `status ${status}`);
      throw new UpstreamError(`${url.href} answered ${status}. Try again later.`);
    }
    await response.body?.cancel();
    const next = addressOf(new URL(target, url).href);
    if (next.protocol !== url.protocol) {
      throw new UpstreamError(`${url.href} redirects to ${next.protocol} (${next.href}): refused.`);
    }
    url = next;
  }
  throw new UpstreamError(`${place} redirects more than ${maxRedirects} times.`);
}

/** Whoever can change a document on its way can change what the client checks and sends. */
function addressOf(place: string): URL {
  if (!URL.canParse(place)) throw new UpstreamError(`${place} is no URL.`);
  const url = new URL(place);
  const isLoopback = /^(localhost|\[::1\]|127(\.\d+){3})$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url;
  throw new UpstreamError(`${place} is refused: a document comes by https: or from a file.`);
}

/** The innermost reason, since `fetch` only reports that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
