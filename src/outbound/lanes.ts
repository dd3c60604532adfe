/** Runs so many at a time; the others wait their turn. */
export interface Lane {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createLane(width: number): Lane {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes to the next one, or is free
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

/**
 * Gathers what arrives while the last batch is written, and writes it together.
 * @returns a function that settles when its item is written, or rejects as its batch did.
 */
export function inBatches<Item>(write: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let next: { readonly items: Item[]; readonly written: Promise<void> } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return function add(item) {
    if (next) {
      next.items.push(item);
      return next.written;
    }
    const items = [item];
    const written = last.then(() => {
      next = undefined;
      return write(items);
    });
    next = { items, written };
    last = written.catch(() => undefined);
    return written;
  };
}
