/** How many items are begun at once before the first is done. */
const firstAtOnce = 4;

/**
 * Works on items a few at a time and yields the results as they come. It takes the next item only
 * when somebody takes a result: a slow reader slows the work. It starts with a few and takes more
 * as they are done, so that a server that refuses all but the first refuses few. An error of the
 * items, or of the work, is thrown once everything that had begun is finished and yielded.
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
    // Whoever stops reading early still gets back only when nothing is on its way.
    await Promise.all(working);
  }
  yield* done.splice(0);
  if (fault) throw fault.error;
}
