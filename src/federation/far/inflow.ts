import type { ExecutionResult } from 'graphql';

/** Where the events of a far stream come from. */
export interface Source {
  /** Nothing more is read until `resume`; what is on its way may still come. */
  pause(): void;
  resume(): void;
  /** Nobody wants the events any more. Called once, also after the source has ended by itself. */
  leave(): void;
}

/** Events on their way from a far subgraph to the one who reads them. */
export interface Inflow {
  push(event: ExecutionResult, bytes: number): void;
  /** The subgraph has ended the stream in good order. */
  end(): void;
  /** The stream broke: what arrived before is still read, then the reader's `next` rejects with the failure. */
  fail(failure: Error): void;
  readonly paused: boolean;
  /** Settles when nothing more comes, whoever ended it. */
  readonly over: Promise<void>;
  readonly events: AsyncIterableIterator<ExecutionResult, undefined>;
}

interface Held {
  readonly event: ExecutionResult;
  readonly bytes: number;
}

/** While so much waits for a slow reader, nothing more is read from the subgraph, which then has to wait too. */
const MOST_EVENTS = 64;
const MOST_BYTES = 1 << 20;

type Next = IteratorResult<ExecutionResult, undefined>;
const END: Next = { done: true, value: undefined };

/** Keeps few events and drops none. Leaving answers a waiting `next` at once. */
export function createInflow(source: Source): Inflow {
  const held: Held[] = [];
  let bytes = 0;
  let paused = false;
  /** How it ended; the failure is taken away once it was told. */
  let ending: { readonly failure?: Error } | undefined;
  let settleOver = (): void => undefined;
  const over = new Promise<void>((resolve) => (settleOver = resolve));
  let waiting: { resolve(next: Next): void; reject(failure: Error): void } | undefined;

  const isFull = (): boolean => held.length >= MOST_EVENTS || bytes >= MOST_BYTES;

  function finish(how: { readonly failure?: Error }): void {
    if (ending) return;
    ending = how;
    source.leave();
    settleOver();
    const reader = waiting;
    waiting = undefined;
    if (reader) last().then(reader.resolve, reader.reject);
  }

  function take({ event, bytes: size }: Held): Next {
    bytes -= size;
    if (paused && !ending && held.length <= MOST_EVENTS / 2 && bytes <= MOST_BYTES / 2) {
      paused = false;
      source.resume();
    }
    return { done: false, value: event };
  }

  function last(): Promise<Next> {
    const failure = ending?.failure;
    ending = {};
    return failure ? Promise.reject(failure) : Promise.resolve(END);
  }

  return {
    push(event, size) {
      if (ending) return;
      const reader = waiting;
      waiting = undefined;
      if (reader) return reader.resolve({ done: false, value: event });
      held.push({ event, bytes: size });
      bytes += size;
      if (paused || !isFull()) return;
      paused = true;
      source.pause();
    },
    end: () => finish({}),
    fail: (failure) => finish({ failure }),
    get paused() {
      return paused;
    },
    over,
    events: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next() {
        const first = held.shift();
        if (first) return Promise.resolve(take(first));
        if (ending) return last();
        return new Promise((resolve, reject) => (waiting = { resolve, reject }));
      },
      return() {
        held.length = 0;
        finish({});
        ending = {};
        return Promise.resolve(END);
      },
    },
  };
}
