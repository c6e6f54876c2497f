import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Dispatcher } from 'undici';

/** The most of a body that is read, in bytes; the client reads no more of it either. */
const maxBody = 1024 * 1024 + 1;

/**
 * A `fetch` for many requests: undici's plainer `request` takes a third of the time. It does what
 * the client asks of a `fetch`, and no more: redirects are handed back, and nothing compressed is
 * asked for.
 */
export async function fastFetch(dispatcher?: Dispatcher): Promise<typeof fetch> {
  const { Agent, request } = await import('undici');
  const agent = dispatcher ?? new Agent();
  return async (input, init = {}) => {
    if (input instanceof Request) throw new TypeError('a URL is wanted, not a Request');
    const headers = Object.fromEntries(new Headers(init.headers));
    const { statusCode, ...answer } = await request(input, {
      dispatcher: agent,
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: typeof init.body === 'string' ? init.body : null,
      signal: init.signal ?? null,
    });
    const body = await read(answer.body);
    const bytes = body instanceof Buffer ? decompress(body, answer.headers) : body;
    const bare = [204, 205, 304].includes(statusCode);
    return new Response(bare ? null : bytes, {
      status: statusCode,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    });
  };
}

/** All of a body, or its beginning; a stream that fails where the body did. */
function read(body: Dispatcher.ResponseData['body']): Promise<BodyInit> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Events take half the time of iterating.
  return new Promise((resolve) => {
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > maxBody) body.destroy();
    });
    body.on('error', (error) => {
      resolve(torn(chunks, error));
    });
    body.on('close', () => {
      resolve(Buffer.concat(chunks));
    });
  });
}

const decoders = new Map([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['deflate', inflateSync],
]);

/** Some servers compress whatever they were asked for. */
function decompress(
  bytes: Buffer<ArrayBuffer>,
  headers: Dispatcher.ResponseData['headers'],
): BodyInit {
  const decode = decoders.get(String(headers['content-encoding']).toLowerCase());
  if (!decode) return bytes;
  try {
    return new Uint8Array(decode(bytes, { maxOutputLength: maxBody }));
  } catch (error) {
    return torn([], error);
  }
}

function torn(chunks: readonly Uint8Array[], error: unknown): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const [chunk] = chunks;
      if (chunk) controller.enqueue(Buffer.concat(chunks));
      chunks = [];
      if (!chunk) controller.error(error);
    },
  });
}
