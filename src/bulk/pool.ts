/** How many items are begun at once before the first is done. */
const firstAtOnce = 4;

/**
 * Works on items a few at a time and yields the results as they come. It takes the next item only
 * when somebody takes a result: a slow reader slows the work. It starts with a few and takes more
 * as they are done, so that a server that refuses all but the first refuses few.
 */
export async function* inParallel<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const done: Result[] = [];
  let working = 0;
  let finished = 0;
  let wake = (): void => undefined;
  let fault: { readonly error: unknown } | undefined;
  const start = async (item: Item): Promise<void> => {
    working++;
    try {
      done.push(await work(item));
    } catch (error) {
      fault ??= { error };
    }
    working--;
    finished++;
    wake();
  };
  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  try {
    for await (const item of items) {
      void start(item);
      while (working >= Math.min(limit, firstAtOnce + finished / 2) && done.length === 0 && !fault)
        await settled();
      if (fault) throw fault.error;
      yield* done.splice(0);
    }
  } finally {
    // Whoever stops reading early still gets back only when nothing is on its way.
    while (working > 0) await settled();
  }
  yield* done.splice(0);
  if (fault) throw fault.error;
}
