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
  work: (item: Item, index: number) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const done: Result[] = [];
  const faults: unknown[] = [];
  let [started, finished] = [0, 0];
  let wake = (): void => undefined;
  const start = async (item: Item): Promise<void> => {
    try {
      done.push(await work(item, started++));
    } catch (error) {
      faults.push(error);
    }
    finished++;
    wake();
  };
  // Not Promise.race: it would add a reaction to every pending promise, for each item again.
  const oneMore = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const isFull = (): boolean => started - finished >= Math.min(limit, firstAtOnce + finished / 3);
  try {
    for await (const item of items) {
      void start(item);
      while (isFull() && done.length + faults.length === 0) await oneMore();
      if (faults.length > 0) break;
      yield* done.splice(0);
    }
  } catch (error) {
    faults.push(error);
  } finally {
    // If the reader stops early, it continues only when nothing is in flight.
    while (finished < started) await oneMore();
  }
  yield* done.splice(0);
  if (faults.length > 0) throw faults[0];
}
