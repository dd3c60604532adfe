/**
 * What comes from two sides as one stream. `first` loses nothing and ends the stream; of what `join` hands over, the newest are kept for a
 * reader who is slow. Takes part on both sides from the call on.
 * @param join calls `take` with each, and returns what ends that
 */
export function mergeStreams<Item>(first: AsyncIterable<Item>, join: (take: (item: Item) => void) => () => void, room: number): AsyncIterableIterator<Item> {
  const source = first[Symbol.asyncIterator]();
  const held: Item[] = [];
  let ring = (): void => undefined;
  let asked: Promise<void> | undefined;
  let arrived: IteratorResult<Item, unknown> | undefined;
  let failure: { readonly error: unknown } | undefined;

  const leave = join((item) => {
    held.push(item);
    if (held.length > room) held.shift();
    ring();
  });

  /** The next of the first side, asked for once; what came waits until it is taken. */
  function ask(): void {
    asked ??= source.next().then(
      (step) => {
        arrived = step;
        ring();
      },
      (error: unknown) => {
        failure = { error };
        ring();
      },
    );
  }

  async function next(): Promise<IteratorResult<Item>> {
    ask();
    while (!arrived && !failure && held.length === 0) await new Promise<void>((resolve) => (ring = resolve));
    if (failure) throw failure.error;
    const step = arrived;
    if (!step) return { done: false, value: held.shift()! };
    if (step.done === true) return end();
    asked = undefined;
    arrived = undefined;
    return { done: false, value: step.value };
  }

  function end(): IteratorResult<Item> {
    leave();
    held.length = 0;
    return { done: true, value: undefined };
  }

  const iterator: AsyncIterableIterator<Item> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        return await next();
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return iterator;
}
