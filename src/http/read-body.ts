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
  let reader: Reader | undefined;
  try {
    const { body } = response;
    // Middleware that reads a body without `clone()` consumes it.
    if (response.bodyUsed || body?.locked) return { text: read, fault: 'consumed' };
    reader = toReader(body);
    if (!reader) return { text: await response.text() };
    const decoder = new TextDecoder();
    for (let left = limit; left >= 0;) {
      const { done, value } = await reader.read();
      if (done) return { text: read + decoder.decode() };
      const chunk = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      read += decoder.decode(chunk.subarray(0, left), { stream: true });
      left -= chunk.byteLength;
    }
    return { text: read, fault: 'too-long' };
  } catch (cause) {
    return { text: read, fault: 'cut-off', cause };
  } finally {
    void cancel(reader);
  }
}

/** Ends the download if the rest is not needed. */
async function cancel(reader: Reader | undefined): Promise<void> {
  try {
    await reader?.cancel();
  } catch {
    // It broke before.
  }
}

/** What the reader of a web stream and an iterator have in common. */
interface Reader {
  read(): Promise<IteratorResult<Uint8Array | string, unknown>>;
  cancel(): Promise<unknown>;
}

/** Undefined if a body is not a stream that can be read within bounds. */
function toReader(body: unknown): Reader | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  // Not every browser iterates its streams.
  if (isWebStream(body)) return body.getReader();
  if (!isIterable(body)) return undefined;
  const iterator = body[Symbol.asyncIterator]();
  return { read: () => iterator.next(), cancel: async () => iterator.return?.() };
}

function isWebStream(body: object): body is ReadableStream<Uint8Array> {
  return 'getReader' in body;
}

function isIterable(body: object): body is AsyncIterable<Uint8Array | string> {
  return Symbol.asyncIterator in body;
}
