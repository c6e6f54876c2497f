/** Number of items started before the first is done. */
const firstAtOnce = 4;

/**
 * Processes items with limited concurrency and yields results in completion order. It takes the
 * next item only when a result is consumed, so a slow reader slows it down. It starts with a few
 * items and adds more as they finish, so that a server that refuses all but the first refuses only
 * a few. Errors are thrown after all started items are finished and yielded.
 */
export async function* inParallel<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const done: Result[] = [];
  const working = new Set<Promise<void>>();
  let finished = 0;
  let fault: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    fault ??= { error };
  };
  const start = (item: Item): void => {
    const one = work(item)
      .then((result) => void done.push(result), fail)
      .finally(() => {
        finished++;
        working.delete(one);
      });
    working.add(one);
  };
  const isFull = (): boolean => working.size >= Math.min(limit, firstAtOnce + finished / 2);
  try {
    for await (const item of items) {
      start(item);
      while (isFull() && done.length === 0 && !fault) await Promise.race(working);
      if (fault) break;
      yield* done.splice(0);
    }
  } catch (error) {
    fail(error);
  } finally {
    // If the reader stops early, it continues only when nothing is in flight.
    await Promise.all(working);
  }
  yield* done.splice(0);
  if (fault) throw fault.error;
}
