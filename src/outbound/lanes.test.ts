import { describe, expect, it } from 'vitest';
import { createLane, inBatches } from './lanes.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a lane', () => {
  it('runs so many at a time, in their order, also when some fail', async () => {
    const lane = createLane(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (n: number) =>
      lane.run(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (n === 1) throw new Error('no');
      });
    const all = Promise.allSettled([1, 2, 3, 4].map(work));
    await turn();
    expect(begun).toEqual([1, 2]);
    ends.shift()!();
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    while (ends.length > 0) {
      ends.shift()!();
      await turn();
    }
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    await lane.run(async () => void begun.push(5));
    expect(begun).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('what is written in batches', () => {
  it('is gathered while the last batch is written', async () => {
    const batches: (readonly number[])[] = [];
    const add = inBatches<number>(async (items) => {
      batches.push([...items]);
      await turn();
    });
    const first = add(1);
    await Promise.resolve();
    await Promise.all([first, add(2), add(3)]);
    expect(batches).toEqual([[1], [2, 3]]);
  });
  it('fails with its batch, and the next is written all the same', async () => {
    const add = inBatches<number>(async (items) => {
      if (items.includes(1)) throw new Error('no');
    });
    await expect(add(1)).rejects.toThrow('no');
    await expect(add(2)).resolves.toBeUndefined();
  });
});
