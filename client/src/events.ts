/** A stream of events. `return` ends it at once, also while a `next` waits; leaving a `for await` does so too. */
export interface Events<Event> extends AsyncIterable<Event> {
  next(): Promise<IteratorResult<Event, undefined>>;
  return(): Promise<IteratorResult<Event, undefined>>;
  [Symbol.asyncIterator](): Events<Event>;
}

/**
 * The events of a generator, each as `map` makes of it. A generator alone would keep `return` waiting behind a `next`
 * that may never come.
 * @param start is given a signal that fires with `return`, with the caller's signal, and when `map` throws
 */
export function eventsOf<From, To>(caller: AbortSignal | undefined, start: (over: AbortSignal) => AsyncGenerator<From, undefined, undefined>, map: (from: From) => To): Events<To> {
  const over = new AbortController();
  const leave = (): void => over.abort();
  const source = start(over.signal);
  let begun = false;

  function begin(): void {
    if (begun) return;
    begun = true;
    caller?.addEventListener('abort', leave);
    if (caller?.aborted) leave();
  }

  async function end(): Promise<IteratorReturnResult<undefined>> {
    caller?.removeEventListener('abort', leave);
    leave();
    await source.return(undefined);
    return { done: true, value: undefined };
  }

  const events: Events<To> = {
    [Symbol.asyncIterator]: () => events,
    async next() {
      begin();
      try {
        const step = await source.next();
        return step.done ? await end() : { done: false, value: map(step.value) };
      } catch (failure) {
        await end();
        throw failure;
      }
    },
    return: end,
  };
  return events;
}
