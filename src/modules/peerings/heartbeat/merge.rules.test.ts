import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mergeStreams } from './merge.rules.js';

/** A stream that a test pushes to. */
function source<Item>() {
  const held: Item[] = [];
  let ring = (): void => undefined;
  let isOver = false;
  let failure: Error | undefined;
  return {
    push: (item: Item) => (held.push(item), ring()),
    end: () => ((isOver = true), ring()),
    fail: (error: Error) => ((failure = error), ring()),
    isOver: () => isOver,
    stream: {
      [Symbol.asyncIterator]: (): AsyncIterator<Item> => ({
        async next() {
          while (held.length === 0 && !isOver && !failure) await new Promise<void>((resolve) => (ring = resolve));
          if (failure) throw failure;
          return held.length > 0 ? { done: false, value: held.shift()! } : { done: true, value: undefined };
        },
        async return() {
          isOver = true;
          ring();
          return { done: true, value: undefined };
        },
      }),
    },
  };
}

function merged(room = 3) {
  const first = source<string>();
  let take: ((item: string) => void) | undefined;
  const stream = mergeStreams(first.stream, (hear) => ((take = hear), () => (take = undefined)), room);
  return { first, stream, tick: (item: string) => take?.(item), listens: () => take !== undefined };
}

describe('two streams in one', () => {
  it('gives what comes, from the call on', async () => {
    const { first, stream, tick } = merged();
    tick('t1');
    expect(await stream.next()).toEqual({ done: false, value: 't1' });
    const waiting = stream.next();
    first.push('s1');
    expect(await waiting).toEqual({ done: false, value: 's1' });
    const later = stream.next();
    await turn();
    tick('t2');
    expect(await later).toEqual({ done: false, value: 't2' });
  });

  it('keeps the newest of one side for a slow reader, and all of the other', async () => {
    const { first, stream, tick } = merged(2);
    for (const n of [1, 2, 3, 4]) tick(`t${n}`);
    for (const n of [1, 2, 3]) first.push(`s${n}`);
    const read: unknown[] = [];
    for (let n = 0; n < 5; n++) read.push((await stream.next()).value);
    expect(read.filter((item) => String(item).startsWith('s'))).toEqual(['s1', 's2', 's3']);
    expect(read.filter((item) => String(item).startsWith('t'))).toEqual(['t3', 't4']);
  });

  it('ends with the first side, or with its failure, and listens no more', async () => {
    const one = merged();
    const ending = one.stream.next();
    one.first.end();
    expect((await ending).done).toBe(true);
    expect(one.listens()).toBe(false);
    expect((await one.stream.next()).done).toBe(true);

    const other = merged();
    other.tick('t');
    await other.stream.next();
    const failing = other.stream.next();
    other.first.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    expect(other.listens()).toBe(false);
  });

  it('ends while somebody waits', async () => {
    const { first, stream, listens } = merged();
    const waiting = stream.next();
    await stream.return?.();
    expect((await waiting).done).toBe(true);
    expect([listens(), first.isOver()]).toEqual([false, true]);
  });

  it('leaves no failure unheard when it comes between two reads', async () => {
    const { first, stream, tick } = merged();
    tick('t');
    expect((await stream.next()).value).toBe('t');
    first.fail(new Error('between'));
    await turn();
    await expect(stream.next()).rejects.toThrow('between');
  });
});
