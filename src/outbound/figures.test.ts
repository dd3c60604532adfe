import { describe, expect, it } from 'vitest';
import { recentFigure } from './figures.js';

describe('a recent figure', () => {
  it('is read once, however often it is asked for, and again when it is old', async () => {
    let reads = 0;
    const figure = recentFigure(async () => (reads += 1), { keptMs: 30 });
    expect(await Promise.all([figure(), figure(), figure()])).toEqual([1, 1, 1]);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await figure()).toBe(2);
  });

  it('that cannot be read is none for as long', async () => {
    let reads = 0;
    const figure = recentFigure(() => Promise.reject(new Error(`no ${(reads += 1)}`)));
    await expect(figure()).rejects.toThrow('no 1');
    await expect(figure()).rejects.toThrow('no 1');
  });

  it('that takes long is not waited for, nor read a second time meanwhile', async () => {
    let reads = 0;
    let end: (figure: number) => void = () => undefined;
    const figure = recentFigure(() => new Promise<number>((resolve) => ((reads += 1), (end = resolve))), { keptMs: 0, withinMs: 10 });
    await expect(figure()).rejects.toThrow('not read in 10 ms');
    await expect(figure()).rejects.toThrow('not read in 10 ms');
    expect(reads).toBe(1);
    end(7);
    await new Promise((resolve) => setImmediate(resolve));
    const again = figure();
    end(8);
    expect(await again).toBe(8);
  });
});
