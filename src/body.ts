/** What could be read of a body. */
export interface ReadText {
  /** Decoded as `fetch` does: bytes that are not UTF-8 become U+FFFD. */
  readonly text: string;
  /** Why that is not all of it, as the end of the sentence "The server answered with …". */
  readonly fault?: string;
  readonly cause?: unknown;
}

/** Reads about `limit` bytes at most; never rejects, since what came before a break counts. */
export async function readText(
  body: ReadableStream<Uint8Array> | null | undefined,
  limit: number,
): Promise<ReadText> {
  let text = '';
  if (!body) return { text };
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let left = limit; left >= 0;) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode() };
      text += decoder.decode(value.subarray(0, left), { stream: true });
      left -= value.byteLength;
    }
  } catch (cause) {
    return { text, fault: 'a body that was cut off', cause };
  }
  reader.cancel().catch(() => undefined);
  return { text, fault: `a body of more than ${limit} bytes` };
}
