/** The readable part of a body. */
export interface BodyText {
  /** Decoded as `fetch` does: bytes that are not UTF-8 become U+FFFD. */
  readonly text: string;
  /** Why the body is incomplete. */
  readonly fault?: 'cut-off' | 'too-long' | 'consumed';
  readonly cause?: unknown;
}

/**
 * Reads about `limit` bytes at most; never rejects, because what arrived before a failure counts.
 * The body may be a web stream, a Node.js stream (node-fetch), or not accessible as a stream (React
 * Native only has `text()`).
 */
export async function readBody(response: Response, limit: number): Promise<BodyText> {
  let read = '';
  try {
    const { body } = response;
    // Middleware that reads a body without `clone()` consumes it.
    if (response.bodyUsed || body?.locked) return { text: read, fault: 'consumed' };
    if (body === null) return { text: read };
    const chunks = toChunks(body);
    if (!chunks) return { text: await response.text() };
    const decoder = new TextDecoder();
    const encoder = new TextEncoder();
    let left = limit;
    for await (const given of chunks) {
      const chunk = typeof given === 'string' ? encoder.encode(given) : given;
      read += decoder.decode(chunk.subarray(0, left), { stream: true });
      left -= chunk.byteLength;
      if (left < 0) return { text: read, fault: 'too-long' };
    }
    return { text: read + decoder.decode() };
  } catch (cause) {
    return { text: read, fault: 'cut-off', cause };
  }
}

/** Undefined if a body is not a stream that can be read within bounds. */
function toChunks(body: unknown): AsyncIterable<Uint8Array | string> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  // Not every browser iterates its streams.
  if (isWebStream(body)) return iterate(body);
  return isIterable(body) ? body : undefined;
}

function isWebStream(body: object): body is ReadableStream<Uint8Array> {
  return 'getReader' in body;
}

function isIterable(body: object): body is AsyncIterable<Uint8Array | string> {
  return Symbol.asyncIterator in body;
}

async function* iterate(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Ends the download if the rest is not needed.
    reader.cancel().catch(() => undefined);
  }
}
